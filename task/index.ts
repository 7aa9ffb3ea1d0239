import type { Workload } from "./workload.ts";

/** All workloads, by the name that the user types. Add a line for yours. A workload is loaded only when a command needs it. */
export const workloads = {
  "best-point": async () => (await import("./best-point/workload.ts")).bestPoint,
  "file-facts": async () => (await import("./file-facts/workload.ts")).fileFacts,
  "line-count": async () => (await import("./line-count/workload.ts")).lineCount,
  stations: async () => (await import("./stations/workload.ts")).stations,
  "top-words": async () => (await import("./top-words/workload.ts")).topWords,
  "word-stats": async () => (await import("./word-stats/workload.ts")).wordStats,
} satisfies Record<string, () => Promise<Workload>>;
