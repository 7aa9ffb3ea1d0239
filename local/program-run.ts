import * as pulumi from "@pulumi/pulumi";
import { declareEnvironment } from "../infra/environment.ts";
import { parseStackOutputs, type StackOutputs } from "../infra/outputs.ts";
import { readSettings } from "../infra/settings/read-settings.ts";
import { resolveSettings } from "../infra/settings/resolve-settings.ts";
import { LocalCloudError } from "./errors.ts";
import { type CheckFailure, check } from "./provision/check.ts";
import { invokeOf, provisionerOf } from "./provision/index.ts";
import type { Cloud, Inputs } from "./provision/provisioner.ts";
import { putResource } from "./provision/resources.ts";
import type { PulumiConfig } from "./pulumi-config.ts";
import type { CloudState } from "./state/state.ts";

/**
 * Declares an environment in this process, without the Pulumi engine, and provisions its resources in `cloud`. Returns its outputs
 * with secrets in plain text. Rejects with the first error. Runs must not overlap, because Pulumi's runtime is global.
 */
export const runProgram = async (cloud: Cloud, config: PulumiConfig): Promise<StackOutputs> => {
  const { mocks, failure } = provisioningMocks(cloud);
  await pulumi.runtime.setMocks(mocks, config.project, "local");
  pulumi.runtime.setAllConfig(config.values);
  // `.local/env` sets it for the Pulumi CLI.
  delete process.env.PULUMI_DEBUG_PROVIDERS;
  const outputs = resolved(pulumi.output(await Promise.race([declare(), failure])));
  await Promise.race([pulumi.runtime.disconnect(), failure]);
  return checked(await Promise.race([outputs, failure]));
};

const name = "azbatch";

// RunError is for errors that the user can fix.
const declare = async (): ReturnType<typeof declareEnvironment> => {
  try {
    return await declareEnvironment({ name }, await resolveSettings(name, readSettings()));
  } catch (error) {
    if (!pulumi.RunError.isInstance(error)) throw error;
    throw new LocalCloudError("ProgramFailed", error.message.replaceAll(/\n\s*/g, " "));
  }
};

/**
 * Returns Pulumi mocks that provision resources. An error rejects `failure` and leaves the resource pending: Pulumi would turn
 * it into an unhandled rejection for each output that depends on the resource.
 */
const provisioningMocks = (cloud: Cloud): { mocks: pulumi.runtime.Mocks; failure: Promise<never> } => {
  const { promise: failure, reject } = Promise.withResolvers<never>();
  failure.catch(() => {});
  const guarded = async <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      reject(error);
      return new Promise<never>(() => {});
    }
  };
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs, custom }) =>
      guarded(async () => {
        if (custom === false) return { id: name, state: inputs };
        const olds = formerNames(cloud.state)[type] ?? {};
        const checked = check(provisionerOf(type), { name, inputs, olds, digits: cloud.state.suffix });
        if (checked.failures.length > 0) throw refusal(type, name, checked.failures);
        const { id, state } = await putResource(type, checked.inputs, cloud);
        return { id, state: { ...state } };
      }),
    call: ({ token, inputs }) => guarded(() => invokeOf(token)(inputs, cloud)),
  };
  return { mocks, failure };
};

/** Generated names of a cloud that version 0.1 created, by type. The accounts keep them, and so their jobs and blobs. */
const formerNames = ({ suffix, storageAccounts }: CloudState): Readonly<Record<string, Inputs>> =>
  storageAccounts().has(`storage${suffix}`)
    ? {
        "azure-native:resources:ResourceGroup": {
          resourceGroupName: `${pulumi.getProject()}-${pulumi.getStack()}${suffix}`,
        },
        "azure-native:batch:BatchAccount": { accountName: `batch${suffix}` },
        "azure-native:storage:StorageAccount": { accountName: `storage${suffix}` },
      }
    : {};

const refusal = (type: string, name: string, failures: readonly CheckFailure[]): LocalCloudError =>
  new LocalCloudError(
    "InvalidResource",
    `Azure would refuse the ${type} ${name}: ${failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ")}`,
  );

const resolved = <T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> =>
  new Promise((resolve) => {
    output.apply((value) => resolve(value as pulumi.Unwrap<T>));
  });

const checked = (found: unknown): StackOutputs => {
  const { outputs, problems } = parseStackOutputs(found);
  if (outputs) return outputs;
  throw new LocalCloudError(
    "InvalidOutputs",
    `The environment's outputs: expected those of infra/outputs.ts, got ${problems.join("; ")}`,
  );
};
