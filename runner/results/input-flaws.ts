import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import { readHashes } from "../job/output-hashes.ts";
import type { ManifestInput, ManifestTask, TaskList } from "../manifest/manifest.ts";
import { inputHashesFile } from "../manifest/reserved-names.ts";
import { taskFolder } from "../storage/blob-names.ts";
import { hasRunWell, type OutputFlaws } from "./outcome.ts";
import { type RunRecord, readOutcomes } from "./run-record.ts";

export interface InputStorage {
  readonly jobId: string;
  readonly output: Pick<BlobContainer, "read">;
  /** Returns a container of the stack's storage account. */
  readonly containerNamed: (name: string) => Pick<BlobContainer, "getProperties">;
  /** Ids of tasks whose stored inputs were verified before. */
  readonly verified: ReadonlySet<string>;
  /** Returns a task of the run by its id. */
  readonly taskNamed: (id: string) => Pick<ManifestTask, "cachedFrom"> | undefined;
}

/** Blobs that are requested at a time. */
const concurrency = 8;

/** Returns the inputs of a completed task that differ from the plan or from what their tasks wrote. */
export const inputFlaws = async (
  storage: InputStorage,
  task: ManifestTask,
): Promise<Required<Pick<OutputFlaws, "changed" | "stale">>> => ({
  changed: await changedInputs(storage, task),
  stale: await staleInputs(storage, task),
});

/**
 * Names of a task's stored inputs whose blobs were written after the run was planned: a node reads the blob as it is when the
 * task starts.
 */
const changedInputs = async (
  storage: InputStorage,
  { id, inputs }: Pick<ManifestTask, "id" | "inputs">,
): Promise<readonly string[]> => {
  if (storage.verified.has(id)) return [];
  const pinned = inputs.filter(({ stored }) => stored?.etag !== undefined);
  const changed = await pMap(
    pinned,
    async (input) => ((await hasChanged(storage, input)) ? [input.name] : []),
    { concurrency },
  );
  return changed.flat();
};

const hasChanged = async ({ containerNamed }: InputStorage, { stored }: ManifestInput): Promise<boolean> => {
  if (stored === undefined) return false;
  const found = await containerNamed(stored.container).getProperties(stored.blob);
  return found?.etag !== stored.etag;
};

/**
 * Names of inputs whose content differs from the hash that the task which wrote them recorded: storage had another content when the
 * node fetched them. A failed task records no hashes, and its dependents aren't reused.
 */
const staleInputs = async (
  { jobId, output: container, taskNamed }: InputStorage,
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

/** Ids of the tasks whose stored inputs an earlier command verified: a later change doesn't affect them. */
export const verifiedInputs = async (run: RunRecord, tasks: TaskList): Promise<ReadonlySet<string>> => {
  const verified = new Set<string>();
  if (!Iterator.from(tasks).some(({ inputs }) => inputs.some(({ stored }) => stored !== undefined)))
    return verified;
  for await (const outcome of readOutcomes(run)) if (hasRunWell(outcome)) verified.add(outcome.taskId);
  return verified;
};
