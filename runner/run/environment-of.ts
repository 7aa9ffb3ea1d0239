import type { StackOutputs } from "../../infra/outputs.ts";
import { isOnThisMachine } from "../environment/local-endpoints.ts";
import type { PoolRecord } from "../results/pool-record.ts";
import { type EnvironmentOutputs, type RunEnvironment, runEnvironment } from "../results/run-environment.ts";

/** Outputs that describe where tasks run. */
export type OutputsOfRun = EnvironmentOutputs & Pick<StackOutputs, "batchAccountEndpoint">;

/** Returns where a run's tasks ran. */
export const environmentOf = (outputs: OutputsOfRun, pool: Pick<PoolRecord, "image">): RunEnvironment =>
  runEnvironment(outputs, { kind: isOnThisMachine(outputs) ? "local" : "azure", image: pool.image() });
