import { join } from "node:path";
import { listWorkloads } from "../../runner/project/list-workloads.ts";
import { loadWorkload } from "../../runner/project/load-workload.ts";

const root = join(import.meta.dirname, "../..");

/** The examples in `task/`, loaded on demand. */
export const workloads = Object.fromEntries(
  Object.entries(listWorkloads(root)).map(([name, file]) => [name, () => loadWorkload(file, file)] as const),
);

/** The sample, as `submit` takes it in any folder. */
export const topWords = join(root, "task/top-words");

/** A command's context in this repository, for tests that run an example on the repository's inputs. */
export const inRepository = { workloads, defaultWorkload: "top-words", projectDir: root };
