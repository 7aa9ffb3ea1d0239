import type { BatchTask } from "../../runner/azure/batch-task.ts";
import type { RetryPolicy } from "../../runner/azure/retry.ts";
import type { Clock } from "../../runner/clock.ts";
import type { RequestContext } from "../../runner/job/request-context.ts";
import type { Manifest, ManifestTask } from "../../runner/manifest/manifest.ts";

/** A clock that advances only by sleeping, and records each sleep in milliseconds. */
export const fakeClock = (start = "2026-11-23T10:00:00Z"): Clock & { readonly sleeps: number[] } => {
  let now = Date.parse(start);
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => new Date(now),
    monotonicMs: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      sleeps.push(ms);
      now += ms;
    },
  };
};

export const quietPolicy = (clock: Clock, signal = new AbortController().signal): RetryPolicy => ({
  clock,
  random: () => 1,
  signal,
  onRetry: () => {},
});

export const completed = (id: string, fields: Partial<BatchTask> = {}): BatchTask => ({
  id,
  state: "completed",
  stateTransitionTime: new Date("2026-11-23T10:00:00Z"),
  nodeId: "node-1",
  startTime: new Date("2026-11-23T09:59:58Z"),
  endTime: new Date("2026-11-23T10:00:00Z"),
  exitCode: 0,
  retryCount: 0,
  requeueCount: 0,
  ...fields,
});

/** The manifest of a run with this many tasks `t-0`, `t-1`, …, which each write `<id>.txt`. */
export const manifestOf = (count: number): Manifest & { readonly tasks: readonly ManifestTask[] } => ({
  manifestVersion: 3,
  jobId: "job-1",
  workload: "test",
  args: [],
  createdAt: "2026-11-23T10:00:00.000Z",
  maxWallClockTimeMs: 3_600_000,
  codeSha256: "b".repeat(64),
  tasks: Array.from({ length: count }, (_, i) => ({
    id: `t-${i}`,
    inputs: [{ name: `in-${i}.txt`, size: 1, sha256: "0".repeat(64) }],
    args: [],
    outputs: [`t-${i}.txt`],
  })),
});

export const context: RequestContext = {
  poolId: "pool",
  nodePath: "node",
  access: {
    application: (name) => ({ httpUrl: `https://storage/application/${name}` }),
    input: (sha256) => ({ httpUrl: `https://storage/${sha256}` }),
    stored: ({ container, blob }) => ({ httpUrl: `https://storage/${container}/${blob}` }),
    result: (name) => ({ httpUrl: `https://storage/output/${name}` }),
    reading: () => ({ sas: { "https://storage": "sas" } }),
    output: { containerUrl: "https://storage/output" },
  },
};
