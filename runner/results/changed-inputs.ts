import pMap from "p-map";
import type { BlobContainer } from "../azure/blob-container.ts";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";

export interface InputStorage {
  /** Ids of tasks whose inputs were verified before. */
  readonly verified: ReadonlySet<string>;
  readonly containerNamed: (name: string) => BlobContainer;
}

/** Inputs that are looked at at a time. */
const concurrency = 8;

/**
 * Names of a task's stored inputs whose blobs were written since the run was planned: a node reads what storage has when the
 * task starts, whatever was planned.
 */
export const changedInputs = async (
  storage: InputStorage,
  { id, inputs }: Pick<ManifestTask, "id" | "inputs">,
): Promise<readonly string[]> => {
  if (storage.verified.has(id)) return [];
  const pinned = inputs.filter(({ stored }) => stored?.etag !== undefined);
  const changed = await pMap(
    pinned,
    async (input) => ((await hasChanged(storage, input)) ? [input.name] : []),
    {
      concurrency,
    },
  );
  return changed.flat();
};

const hasChanged = async (
  { containerNamed }: Pick<InputStorage, "containerNamed">,
  { stored }: ManifestInput,
): Promise<boolean> => {
  if (stored === undefined) return false;
  const found = await containerNamed(stored.container).getProperties(stored.blob);
  return found?.etag !== stored.etag;
};
