import type { StoredInputs } from "../../task/workload.ts";
import type { CommandContext } from "../command-context.ts";
import type { MaxFails } from "../manifest/max-fails.ts";
import { checkPool } from "../plan/check-pool.ts";
import { findStored } from "../plan/stored-inputs.ts";
import type { Display } from "../ui/display.ts";
import { followUps } from "../ui/follow-up.ts";
import { type EarlierWork, findCached } from "./find-cached.ts";
import { localNodes, nodesOf, type PackageOptions, packagesNeedPool } from "./find-packages.ts";
import { selectRun } from "./find-run.ts";
import type { FinishOptions } from "./finish.ts";
import { onlyFailed } from "./only-failed.ts";
import {
  type DeclaredWorkload,
  type PreparedRun,
  prepareRun,
  storedInputs,
  withScripts,
  workloadOf,
} from "./prepare.ts";
import type { Session } from "./session.ts";

/** Tasks to run: those of a new plan, or the failed ones of a finished run. */
export type NewRun =
  | WorkloadRun
  /** `job`: a word that `findRun` takes. */
  | { readonly kind: "only-failed"; readonly job: string | undefined };

interface WorkloadRun {
  readonly kind: "workload";
  readonly workload: string;
  /** Undefined for a workload that a file declares. */
  readonly declared?: DeclaredWorkload | undefined;
  /** Globs; none: the workload's own inputs. */
  readonly inputs: readonly string[];
  /** Task arguments: the words after `--`. */
  readonly args: readonly string[];
  readonly maxTasks: number;
  /** Words of the command line that submits the same work again, unless it is `submit`. */
  readonly again?: readonly string[] | undefined;
}

export interface PlanOptions extends FinishOptions, PackageOptions {
  /** Runs the tasks that earlier runs have completed too. */
  readonly force: boolean;
  /** Replaces the workload's number of retries. */
  readonly retries?: number | undefined;
  /** Replaces the run's limit of failed tasks. */
  readonly maxFails?: MaxFails | undefined;
  /** Refuses a run whose estimate exceeds this amount, and replaces the run's limit of costs. */
  readonly maxCost?: number | undefined;
}

interface PlanRequest {
  readonly source: NewRun;
  readonly options: PlanOptions;
  readonly context: CommandContext;
  readonly display: Display;
  /** Looks for the duration of earlier tasks even if `--force` makes their results useless. */
  readonly isPreview?: boolean;
}

/**
 * Prepares a run of local files. Undefined if the run needs a connection: for its inputs, for the Python of the nodes, or for the run
 * whose tasks it repeats.
 */
export const prepareLocally = async ({
  source,
  options,
  context,
  display,
}: PlanRequest): Promise<PreparedRun | undefined> => {
  if (source.kind !== "workload") return undefined;
  const workload = await workloadOf(source, context);
  if (storedInputs(source, workload) !== undefined) return undefined;
  const needsPool = await packagesNeedPool(withScripts(workload, source.declared), options, context);
  if (needsPool) return undefined;
  const { emit } = display;
  return prepareRun({ ...options, ...source, nodesTarget: localNodes(context), emit }, context);
};

export interface PlannedRun {
  readonly run: PreparedRun;
  readonly medianSeconds?: EarlierWork["medianSeconds"];
}

/**
 * Checks a run against the pool and marks the tasks that earlier runs have completed.
 *
 * @throws RunnerError `usage` if no node of the pool can take a task.
 */
export const completePlan = async (
  request: PlanRequest,
  session: Session,
  prepared: PreparedRun | undefined,
): Promise<PlannedRun> => {
  const { options, context } = request;
  const run = prepared ?? (await prepareFromStorage(request, session));
  checkPool(run.manifest, session.environment.outputs);
  // With --force, earlier runs only tell how long tasks take.
  if (options.force && options.maxCost === undefined && !request.isPreview) return { run };
  const { manifest, medianSeconds } = await findCached(
    { ...session.clients, signal: context.signal },
    run.manifest,
  );
  if (options.force) return { run, medianSeconds };
  return { run: { ...run, manifest }, medianSeconds };
};

const prepareFromStorage = async (
  { source, options, context, display }: PlanRequest,
  session: Session,
): Promise<PreparedRun> => {
  const { clients } = session;
  if (source.kind === "workload") {
    const place = await storedInputsOf(source, context);
    const stored = place && (await findStored(clients, place));
    const nodesTarget = nodesOf(session, context);
    return prepareRun({ ...options, ...source, stored, nodesTarget, emit: display.emit }, context);
  }
  const record = await selectRun(source.job, session, display.emit);
  const followUp = followUps(options, context.env);
  return onlyFailed(record, { ...options, clients, followUp, onNotice: display.say }, context);
};

const storedInputsOf = async (
  source: WorkloadRun,
  context: CommandContext,
): Promise<StoredInputs | undefined> => storedInputs(source, await workloadOf(source, context));
