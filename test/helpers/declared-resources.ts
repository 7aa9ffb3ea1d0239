import * as pulumi from "@pulumi/pulumi";

export interface DeclaredResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly options: ResourceOptions;
}

/** Options with which a resource is registered. */
interface ResourceOptions {
  readonly protect: boolean;
  readonly replaceOnChanges: string[];
  readonly deleteBeforeReplace: boolean;
  readonly ignoreChanges: string[];
  /** URN. */
  readonly parent: string;
  /** URNs of its aliases. */
  readonly aliases: string[];
}

export interface Declared<Outputs> {
  readonly resources: DeclaredResource[];
  /** Tokens of the functions that the program called. */
  readonly invokes: string[];
  readonly outputs: pulumi.Unwrap<Outputs>;
  /** Names of the outputs that are secret. */
  readonly secrets: string[];
}

/**
 * Runs a Pulumi program under mocks. Returns its declared resources, including components, and its resolved outputs.
 *
 * @param state by type, the properties that Azure adds to a resource
 * @param answers by token, the properties that a function of azure-native returns instead of the usual ones
 */
export const declaredBy = async <Outputs extends object>(
  declare: () => Outputs | Promise<Outputs>,
  state: Readonly<Record<string, Record<string, unknown>>> = {},
  answers: Readonly<Record<string, Record<string, unknown>>> = {},
): Promise<Declared<Outputs>> => {
  const resources: DeclaredResource[] = [];
  const invokes: string[] = [];
  const options = new Map<string, ResourceOptions>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs, options: options.get(`${type} ${name}`)! });
        return {
          id: idOf({ type, name }),
          state: { ...inputs, ...computed(type, name, inputs), ...state[type] },
        };
      },
      call: ({ token }) => {
        invokes.push(token);
        return { ...invoked[token], ...answers[token] };
      },
    },
    "azure-batch-workloads",
    "test",
  );
  recordOptions(options);
  const declared = await declare();
  let outputs: pulumi.Unwrap<Outputs> | undefined;
  let failure: unknown;
  const resolved = pulumi.output(declared).apply((value) => {
    outputs = value as pulumi.Unwrap<Outputs>;
  });
  const recovered = pulumi.recover(resolved, (error) => {
    failure = error;
  });
  await pulumi.isSecret(recovered);
  await pulumi.runtime.disconnect();
  // Pulumi drops an error in an `apply`.
  if (outputs === undefined) throw failure ?? new Error("the outputs were never resolved");
  return { resources, invokes, outputs, secrets: await secretsIn(declared) };
};

// Mocks don't receive options, but the monitor that calls them does.
const recordOptions = (options: Map<string, ResourceOptions>): void => {
  const monitor = pulumi.runtime.getMonitor()!;
  const registerResource = monitor.registerResource.bind(monitor);
  const recording = (request: RegisterResourceRequest, ...rest: unknown[]): unknown => {
    options.set(`${request.getType()} ${request.getName()}`, {
      protect: request.getProtect(),
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
      ignoreChanges: request.getIgnorechangesList(),
      parent: request.getParent(),
      aliases: request
        .getAliasesList()
        .filter((alias) => alias.hasUrn())
        .map((alias) => alias.getUrn())
        .concat(request.getAliasurnsList()),
    });
    return Reflect.apply(registerResource, monitor, [request, ...rest]);
  };
  Object.assign(monitor, { registerResource: recording });
};

interface RegisterResourceRequest {
  getType(): string;
  getName(): string;
  getProtect(): boolean;
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
  getParent(): string;
  getAliasesList(): { hasUrn(): boolean; getUrn(): string }[];
  getAliasurnsList(): string[];
}

/** Returns the inputs of the only resource of a type. */
export const only = (resources: readonly DeclaredResource[], type: string): Record<string, unknown> => {
  const [found, ...more] = resources.filter((resource) => resource.type === type);
  if (found === undefined || more.length > 0)
    throw new Error(`expected one ${type}, found ${found ? more.length + 1 : 0}`);
  return found.inputs;
};

/** Returns a resource's name in Azure: Pulumi's with 8 digits, other ones for each type. */
export const generatedName = (type: string, name: string): string =>
  name + (type.endsWith(":StorageAccount") ? "5678abcd" : "1234abcd");

/** Returns a resource's id, such as `Pool/azbatch-workers`. */
export const idOf = ({ type, name }: Pick<DeclaredResource, "type" | "name">): string =>
  `${type.split(":")[2]}/${name}`;

/** Properties that Azure adds. */
const computed = (type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> => ({
  name: inputs.containerName ?? inputs.poolName ?? generatedName(type, name),
  ...(type.endsWith(":StorageAccount")
    ? { primaryEndpoints: { blob: `https://${generatedName(type, name)}.blob.core.windows.net/` } }
    : {}),
  ...(type.endsWith(":UserAssignedIdentity") ? { principalId: "55555555-5555-5555-5555-555555555555" } : {}),
  ...(type.endsWith(":BatchAccount")
    ? { accountEndpoint: `${generatedName(type, name)}.eastus.batch.azure.com` }
    : {}),
});

const invoked: Record<string, Record<string, unknown>> = {
  "azure-native:storage:listStorageAccountKeys": { keys: [{ value: "c3RvcmFnZQ==" }, { value: "b3RoZXI=" }] },
  "azure-native:batch:getBatchAccount": {
    dedicatedCoreQuota: 1000,
    lowPriorityCoreQuota: 1000,
    poolQuota: 100,
  },
  "azure-native:batch:listBatchAccountKeys": { primary: "YmF0Y2g=", secondary: "b3RoZXI=" },
  "azure-native:network:getVirtualNetwork": {},
  "azure-native:authorization:getClientConfig": {
    clientId: "11111111-1111-1111-1111-111111111111",
    objectId: "22222222-2222-2222-2222-222222222222",
    subscriptionId: "33333333-3333-3333-3333-333333333333",
    tenantId: "44444444-4444-4444-4444-444444444444",
  },
};

const secretsIn = async (declared: object): Promise<string[]> => {
  const names: string[] = [];
  for (const [name, value] of Object.entries(declared)) {
    if (await pulumi.isSecret(pulumi.output(value))) names.push(name);
  }
  return names;
};
