import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import { readHashes } from "../job/output-hashes.ts";
import type { ManifestTask } from "../manifest/manifest.ts";
import { inputHashesFile } from "../manifest/reserved-names.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { changedInputs, type InputStorage } from "./changed-inputs.ts";
import type { OutputFlaws } from "./outcome.ts";

interface ResultStorage extends InputStorage {
  readonly jobId: string;
  readonly output: BlobContainer;
  /** Returns a task of the run by its id. */
  readonly taskNamed: (id: string) => Pick<ManifestTask, "cachedFrom"> | undefined;
}

/** Tasks whose recorded hashes are read at a time. */
const concurrency = 8;

/** Inputs of a completed task that were not as the plan and the tasks before it say. */
export const inputFlaws = async (
  storage: ResultStorage,
  task: ManifestTask,
): Promise<Pick<OutputFlaws, "changed" | "stale">> => ({
  changed: await changedInputs(storage, task),
  stale: await staleInputs(storage, task),
});

/**
 * Names of inputs with another content than the tasks that wrote them recorded: storage had something else when the node
 * fetched them, whatever it has now. A task that failed recorded nothing, and its dependents are not reused.
 */
const staleInputs = async (
  { jobId, output: container, taskNamed }: ResultStorage,
  { id, results = [] }: ManifestTask,
): Promise<readonly string[]> => {
  if (results.length === 0) return [];
  const hashesOf = (run: string, taskId: string, file?: string) =>
    readHashes({ container, folder: taskFolder({ jobId: run }, { id: taskId }), file });
  const read = await hashesOf(jobId, id, inputHashesFile);
  if (read === undefined) return [];
  const compare = async ([taskId, inputs]: [string, typeof results]): Promise<string[]> => {
    const written = await hashesOf(taskNamed(taskId)?.cachedFrom ?? jobId, taskId);
    return inputs.flatMap(({ path, name }) => {
      const [found, expected] = [read.get(name), written?.get(path)];
      return found === undefined || expected === undefined || found === expected ? [] : [name];
    });
  };
  const byTask = Map.groupBy(results, ({ taskId }) => taskId);
  return (await pMap(byTask, compare, { concurrency })).flat();
};
