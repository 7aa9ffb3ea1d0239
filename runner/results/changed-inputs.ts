import type { ContainerClient } from "@azure/storage-blob";
import pMap from "p-map";
import type { Call } from "../azure/retry.ts";
import { ServiceError } from "../azure/service-error.ts";
import type { ManifestInput, ManifestTask } from "../manifest/manifest.ts";
import { plainEtag } from "../storage/list-blobs.ts";

export interface InputStorage {
  /** Ids of tasks whose inputs were verified before. */
  readonly verified: ReadonlySet<string>;
  readonly containerNamed: (name: string) => ContainerClient;
  readonly storageCall: Call;
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
  { containerNamed, storageCall }: Pick<InputStorage, "containerNamed" | "storageCall">,
  { stored }: ManifestInput,
): Promise<boolean> => {
  if (stored === undefined) return false;
  const blob = containerNamed(stored.container).getBlobClient(stored.blob);
  try {
    const { etag } = await storageCall((abortSignal) => blob.getProperties({ abortSignal }));
    return plainEtag(etag) !== stored.etag;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return true;
    throw error;
  }
};
