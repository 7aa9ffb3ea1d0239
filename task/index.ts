import { topWords } from "./top-words/workload.ts";
import type { Workload } from "./workload.ts";

/** Every workload, by the name that the user types: add a line for yours. */
export const workloads = {
  "top-words": topWords,
} satisfies Record<string, Workload>;
