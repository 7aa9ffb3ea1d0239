import { quote } from "shlex";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { inputHashesFile } from "../manifest/reserved-names.ts";
import { attempts, beforeAttempts } from "./attempts.ts";
import { usePackages } from "./install-packages.ts";
import { argumentWords, hasLongArguments, readArguments } from "./long-arguments.ts";
import { hashScript } from "./output-hashes.ts";
import { quoteLines } from "./quote-lines.ts";
import { beginRecord, endRecord } from "./record-usage.ts";
import type { Fetching } from "./stage-files.ts";

/** Folder of the shared files, in the job preparation task's working directory. */
export const workloadFolder = "workload";

/** Sets the variable by which tasks find the shared files. The script does it, because a setting in Batch can't refer to another. */
const workloadDir = `export WORKLOAD_DIR="$AZ_BATCH_JOB_PREP_WORKING_DIR/${workloadFolder}"`;

export const bundleFile = ({ codeSha256 }: Pick<Manifest, "codeSha256">): string => `${codeSha256}.mjs`;

/** Returns a task's script as one line of bash. */
export const taskScript = (
  task: ManifestTask,
  manifest: Pick<Manifest, "workload" | "codeSha256" | "command" | "retries" | "packages">,
  { nodePath, fetching }: { readonly nodePath: string; readonly fetching?: Fetching | undefined },
): string => {
  const command = task.command ?? manifest.command;
  const program =
    command === undefined
      ? `"${nodePath}" --enable-source-maps "$AZ_BATCH_JOB_PREP_WORKING_DIR/${bundleFile(manifest)}"`
      : // The options of GitHub's steps: a failed command ends the script, in a pipe too.
        `/bin/bash -eo pipefail -c ${quoteLines(command)} ${quote(manifest.workload)}`;
  const isLong = hasLongArguments(task);
  const line = [program, ...(isLong ? [argumentWords] : task.args.map(quote))].join(" ");
  const hashes = hashScript(task);
  const staging = [fetching?.command, inputHashScript(task)].filter((each) => each !== undefined);
  return [
    beginRecord,
    workloadDir,
    ...(manifest.packages === undefined ? [] : [usePackages(manifest.packages)]),
    ...(isLong ? [readArguments] : []),
    ...(staging.length === 0 ? [] : [beforeAttempts(staging.join("; "))]),
    attempts(line, task.retries ?? manifest.retries),
    endRecord,
    ...(hashes === undefined ? [] : [`[ "$code" != 0 ] || ${hashes}`]),
    'exit "$code"',
  ].join("; ");
};

/**
 * Returns a bash line that records the MD5 of a task's inputs before its program starts, because outputs of other tasks may be
 * overwritten in storage before the node fetches them. Returns undefined for a task that reads none.
 */
const inputHashScript = ({ results = [] }: Pick<ManifestTask, "results">): string | undefined =>
  results.length === 0
    ? undefined
    : `find . -type f ! -path './.batch-*' -print0 | xargs -0 -r md5sum -- > ${inputHashesFile} 2> /dev/null`;
