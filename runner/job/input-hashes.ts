import type { ManifestTask } from "../manifest/manifest.ts";
import { inputHashesFile } from "../manifest/reserved-names.ts";

/**
 * A line for bash that keeps the MD5 of a task's inputs as they are before its program starts: outputs of other tasks may be
 * overwritten in storage before a node fetches them. Undefined for a task that reads none.
 */
export const inputHashScript = ({ results = [] }: Pick<ManifestTask, "results">): string | undefined =>
  results.length === 0
    ? undefined
    : `find . -type f ! -path './.batch-*' -print0 | xargs -0 -r md5sum -- > ${inputHashesFile} 2> /dev/null`;
