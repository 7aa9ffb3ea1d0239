import { createHash } from "node:crypto";
import type { StoredInputs } from "../../task/workload.ts";
import type { BlobContainer } from "../azure/blob-container.ts";
import { isServiceError } from "../azure/service-error.ts";
import { usageError } from "../errors.ts";
import type { ManifestInput } from "../manifest/manifest.ts";
import { inputProblem } from "../manifest/path-problems.ts";
import { readable } from "../text/escape-controls.ts";
import { byName, refuseInputs } from "./find-inputs.ts";
import type { InputProblem } from "./match-files.ts";

interface FindStored {
  /** Returns a container of the stack's storage account. */
  readonly containerNamed: (name: string) => Pick<BlobContainer, "list">;
}

/**
 * Returns the blobs that a workload reads without an upload, sorted by name. A blob's hash and size identify its content. If storage
 * has no hash, its ETag does, which every write changes.
 *
 * @throws RunnerError `usage` if the container or the blobs don't exist, or a name can't be an input's.
 */
export const findStored = async (
  { containerNamed }: FindStored,
  { container, prefix }: StoredInputs,
): Promise<ManifestInput[]> => {
  const found: ManifestInput[] = [];
  const problems: InputProblem[] = [];
  try {
    for await (const blob of containerNamed(container).list(prefix)) {
      const name = blob.name.slice(prefix.length);
      // Some tools create empty blobs to show folders.
      if (name === "" || name.endsWith("/")) continue;
      const problem = inputProblem(name);
      if (problem !== undefined)
        problems.push({ code: "InvalidInputName", problem: `input ${readable(blob.name)} ${problem}` });
      const { size, md5, etag } = blob;
      // Only block blobs have an MD5, see `ListedBlob`.
      const identity = md5 === undefined ? [container, blob.name, etag, size] : [md5, size];
      const sha256 = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
      found.push({ name, size, sha256, stored: { container, blob: blob.name, etag } });
    }
  } catch (error) {
    if (!isServiceError(error, "ContainerNotFound")) throw error;
    throw usageError(
      "InputContainerNotFound",
      `inputs: the stack's storage account has no container "${container}"`,
    );
  }
  refuseInputs(problems);
  if (found.length === 0)
    throw usageError("NoInputFound", `inputs: no blob of container ${container} starts with "${prefix}"`);
  return found.sort(byName);
};
