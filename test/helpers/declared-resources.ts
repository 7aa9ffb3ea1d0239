import * as pulumi from "@pulumi/pulumi";

export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

/** Runs a Pulumi program that creates nothing. Gives what it declares, components too, and what it returns, resolved. */
export const declaredBy = async <Outputs extends object>(
  declare: () => Outputs,
): Promise<{ resources: DeclaredResource[]; outputs: pulumi.Unwrap<Outputs>; secrets: string[] }> => {
  const resources: DeclaredResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name, inputs) } };
      },
      call: ({ token }) => invoked[token]!,
    },
    "azure-batch-workloads",
    "test",
  );
  const declared = declare();
  let outputs: pulumi.Unwrap<Outputs> | undefined;
  pulumi.output(declared).apply((value) => {
    outputs = value as pulumi.Unwrap<Outputs>;
  });
  await pulumi.runtime.disconnect();
  // An error in an `apply` shows nowhere else: Pulumi drops it.
  if (outputs === undefined) throw new Error("the outputs were never resolved");
  return { resources, outputs, secrets: await secretsIn(declared) };
};

/** What Azure would add. */
const computed = (type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> => ({
  name: inputs.containerName ?? inputs.poolName ?? `${name}1234abcd`,
  ...(type.endsWith(":StorageAccount")
    ? { primaryEndpoints: { blob: `https://${name}1234abcd.blob.core.windows.net/` } }
    : {}),
  ...(type.endsWith(":BatchAccount") ? { accountEndpoint: `${name}1234abcd.eastus.batch.azure.com` } : {}),
});

const invoked: Record<string, Record<string, unknown>> = {
  "azure-native:storage:listStorageAccountKeys": { keys: [{ value: "c3RvcmFnZQ==" }, { value: "b3RoZXI=" }] },
  "azure-native:batch:listBatchAccountKeys": { primary: "YmF0Y2g=", secondary: "b3RoZXI=" },
};

const secretsIn = async (declared: object): Promise<string[]> => {
  const names: string[] = [];
  for (const [name, value] of Object.entries(declared)) {
    if (await pulumi.isSecret(pulumi.output(value))) names.push(name);
  }
  return names;
};
