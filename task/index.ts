import { bestPoint } from "./best-point/workload.ts";
import { lineCount } from "./line-count/workload.ts";
import { stations } from "./stations/workload.ts";
import { topWords } from "./top-words/workload.ts";
import { wordStats } from "./word-stats/workload.ts";
import type { Workload } from "./workload.ts";

/** Every workload, by the name that the user types: add a line for yours. */
export const workloads = {
  "best-point": bestPoint,
  "line-count": lineCount,
  stations,
  "top-words": topWords,
  "word-stats": wordStats,
} satisfies Record<string, Workload>;
