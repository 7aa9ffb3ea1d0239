import type { StackOutputs } from "../../infra/outputs.ts";
import type { Workload } from "../../task/workload.ts";
import type { BatchClient } from "../azure/batch-client.ts";
import type { CommandContext } from "../command-context.ts";
import { chooseEnvironment, type EnvironmentFlags } from "../environment/choose-environment.ts";
import { isOnThisMachine } from "../environment/local-endpoints.ts";
import type { PythonPackages } from "../manifest/manifest.ts";
import { localTarget } from "../packages/local-target.ts";
import { type Packages, readPackages } from "../packages/packages.ts";
import { findRequirements } from "../packages/requirement-source.ts";
import { type PackageTarget, targetOfPool } from "../packages/target.ts";
import type { Emit } from "../ui/events.ts";

export interface PackageOptions {
  /** `--requirements`: replaces what the workload requires. */
  readonly requirements?: string | undefined;
  /** `--refresh-requirements`: chooses versions again. */
  readonly refreshRequirements?: boolean | undefined;
}

/** Returns Python and platform of the nodes, if the workload names this Python. */
export type NodesTarget = (python: string | undefined) => Promise<PackageTarget>;

interface FindPackages extends PackageOptions {
  readonly nodesTarget: NodesTarget;
  readonly emit: Emit;
}

/** Finds the packages that a workload requires. Undefined if it requires none. */
export const findPackages = async (
  workload: Workload,
  { requirements: file, refreshRequirements, nodesTarget, emit }: FindPackages,
  { env, signal, cwd }: CommandContext,
): Promise<Packages | undefined> => {
  const requirements = await findRequirements(workload, file, cwd);
  if (requirements === undefined) return undefined;
  const target = await nodesTarget(workload.python);
  const packages = await readPackages({
    ...{ requirements, target, env, signal },
    refresh: refreshRequirements,
    onProgress: (step) => emit({ event: "resolving", ...step }),
  });
  const bytes = packages.wheels.reduce((sum, { size }) => sum + size, 0);
  const { python, platform } = packages;
  emit({ event: "packages", packages: packages.wheels.length, bytes, python, platform });
  return packages;
};

/** Returns the part of the packages that the manifest stores. */
export const manifestPackages = ({ key, python, platform, wheels, uv }: Packages): PythonPackages => ({
  ...{ key, python, platform, uv },
  wheels: [...wheels],
});

/** Whether the packages depend on nodes that only a connection tells about. */
export const packagesNeedPool = async (
  workload: Workload,
  options: PackageOptions & EnvironmentFlags,
  { projectDir, env, cwd }: Pick<CommandContext, "projectDir" | "env" | "cwd">,
): Promise<boolean> => {
  if ((await findRequirements(workload, options.requirements, cwd)) === undefined) return false;
  return (await chooseEnvironment({ ...options, projectDir, env })).kind !== "local cloud";
};

/** The nodes of the local cloud are this machine. */
export const localNodes =
  ({ signal }: Pick<CommandContext, "signal">): NodesTarget =>
  (python) =>
    localTarget(python, signal);

interface Connected {
  readonly environment: { readonly outputs: Pick<StackOutputs, "poolId" | "batchAccountEndpoint"> };
  readonly clients: { readonly batch: Pick<BatchClient, "getPool"> };
}

/** Nodes on Azure have the Python of the pool's image. */
export const nodesOf = (
  { environment, clients }: Connected,
  context: Pick<CommandContext, "signal">,
): NodesTarget => {
  const { outputs } = environment;
  const { poolId } = outputs;
  if (isOnThisMachine(outputs)) return localNodes(context);
  return async (python) => {
    const pool = await clients.batch.getPool(poolId);
    return targetOfPool(
      { poolId, nodeAgentSkuId: pool?.virtualMachineConfiguration?.nodeAgentSKUId },
      python,
    );
  };
};
