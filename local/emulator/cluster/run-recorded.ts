import type { RunInfo } from "../state/task-types.ts";
import { formatTime } from "../time/clock.ts";
import { type AttemptSpec, attempt } from "./attempt.ts";
import type { ClusterContext } from "./runtime.ts";

interface Recorded {
  /** -1 is without end. */
  readonly maxRetries: number;
  /** Of the next run. */
  readonly spec: () => AttemptSpec;
  readonly save: (info: RunInfo) => void;
}

/** Runs a start, preparation or release task, with its retries, and saves how far it is. Its last result; undefined if it was aborted. */
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
