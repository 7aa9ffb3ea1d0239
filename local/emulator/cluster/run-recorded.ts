import type { RunInfo } from "../state/task-types.ts";
import { formatTime } from "../time/clock.ts";
import { type AttemptSpec, attempt } from "./attempt.ts";
import type { ClusterContext } from "./runtime.ts";

interface Recorded {
  /** -1 means no limit. */
  readonly maxRetries: number;
  /** Called before each run. */
  readonly spec: () => AttemptSpec;
  readonly save: (info: RunInfo) => void;
}

/** Runs a start, preparation or release task with retries and saves each state. Resolves to the last result; undefined if aborted. */
export const runRecorded = async (
  { clock, launcher }: Pick<ClusterContext, "clock" | "launcher">,
  { maxRetries, spec, save }: Recorded,
): Promise<RunInfo | undefined> => {
  for (let retryCount = 0; ; retryCount++) {
    const startTime = formatTime(clock.now());
    save({ state: "running", startTime, retryCount });
    const { phase, exitCode, failure } = await attempt(launcher, spec());
    if (phase === "aborted") return undefined;
    const info: RunInfo = {
      ...{ state: "completed", startTime, endTime: formatTime(clock.now()), exitCode, retryCount },
      result: failure === undefined ? "success" : "failure",
      failureInfo: failure,
    };
    save(info);
    if (failure === undefined || (maxRetries !== -1 && retryCount >= maxRetries)) return info;
  }
};
