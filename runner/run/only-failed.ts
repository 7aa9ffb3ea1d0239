import { quote } from "shlex";
import type { Clients } from "../azure/clients.ts";
import type { CommandContext } from "../command-context.ts";
import { usageError } from "../errors.ts";
import { dependentsOf } from "../manifest/dependents.ts";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import type { MaxFails } from "../manifest/max-fails.ts";
import { packTasks } from "../manifest/pack-tasks.ts";
import { submitWord } from "../plan/find-workload.ts";
import { newJobId } from "../plan/ids.ts";
import { withOutcomeLog } from "../results/outcome-log.ts";
import { type RunRecord, readManifest, readReport } from "../results/run-record.ts";
import type { FollowUp } from "../ui/follow-up.ts";
import { changedCode } from "./changed-code.ts";
import { costLimit } from "./cost-limit.ts";
import { judgeReport } from "./judge-report.ts";
import { jobLifeMs, type PreparedRun } from "./prepare.ts";

interface OnlyFailed {
  readonly clients: Pick<Clients, "output">;
  /** Called with a notice for the user before the tasks run. */
  readonly onNotice: (text: string) => void;
  readonly timeoutMs: number;
  readonly retries?: number | undefined;
  readonly maxFails?: MaxFails | undefined;
  readonly maxCost?: number | undefined;
  readonly followUp: FollowUp;
}

/**
 * Prepares a run of the failed tasks of a finished run and of the tasks that depend on them, with its code and inputs in storage.
 *
 * @throws RunnerError `RunNotFinished`, `NoFailedTasks`, or `InputChanged` if a stored input was written after the run was planned.
 */
export const onlyFailed = async (
  run: RunRecord,
  options: OnlyFailed,
  context: CommandContext,
): Promise<PreparedRun> => {
  const { clock, random } = context;
  const { jobId } = run;
  const { timeoutMs, retries, maxFails, maxCost, followUp } = options;
  const earlier = await readManifest(run);
  const report = await readReport(run);
  if (report === undefined) {
    throw usageError(
      "RunNotFinished",
      `run ${jobId}: expected a finished run, got one that continues`,
      `Finish it first: ${followUp("submit", "--resume", jobId)}`,
    );
  }
  const failed = await failedNow(run, earlier, options, context);
  if (failed.size === 0) throw usageError("NoFailedTasks", `run ${jobId}: expected failed tasks, got none`);
  const changed = await changedCode(earlier, followUp, context);
  if (changed !== undefined) options.onNotice(changed);
  const createdAt = clock.now();
  const manifest = {
    ...earlier,
    jobId: newJobId({ workload: earlier.workload, now: createdAt, random }),
    createdAt: createdAt.toISOString(),
    maxWallClockTimeMs: jobLifeMs(timeoutMs),
    retries: retries === undefined ? earlier.retries : { ...earlier.retries, max: retries },
    maxFails: maxFails ?? earlier.maxFails,
    ...costLimit(maxCost, context.env),
    tasks: packTasks(tasksAgain(earlier, failed)),
  };
  return { manifest, code: undefined, files: [] };
};

/** Returns tasks that failed by the report or by the present content of storage, and the tasks that depend on them. */
const failedNow = async (
  run: RunRecord,
  manifest: Manifest,
  { clients, followUp }: OnlyFailed,
  context: CommandContext,
): Promise<ReadonlySet<string>> => {
  const { signal } = context;
  const failed = new Set<string>();
  await withOutcomeLog(manifest.tasks, async (log) => {
    await judgeReport({ run, manifest, output: clients.output, signal, log });
    for (const { taskId, succeeded, code, failure } of log.all("unknown")) {
      if (succeeded) continue;
      if (code === "InputChanged")
        throw usageError(
          "InputChanged",
          `task ${taskId}: ${failure}`,
          `Run it on the new content: ${followUp("submit", quote(submitWord(manifest, context)))}`,
        );
      failed.add(taskId);
    }
  });
  return new Set([...failed, ...dependentsOf(manifest.tasks).ofAll(failed)]);
};

/** Yields the failed tasks, and as cached the completed ones that they depend on. */
const tasksAgain = function* (
  { jobId, tasks }: Manifest,
  failed: ReadonlySet<string>,
): Generator<ManifestTask> {
  const needed = new Set<string>();
  for (const { id, after = [], results = [] } of tasks)
    if (failed.has(id))
      for (const earlier of [...after, ...results.map(({ taskId }) => taskId)]) needed.add(earlier);
  for (const { cachedFrom, ...task } of tasks) {
    if (failed.has(task.id)) yield task;
    else if (needed.has(task.id)) yield { ...task, cachedFrom: cachedFrom ?? jobId };
  }
};
