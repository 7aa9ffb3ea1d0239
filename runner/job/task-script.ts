import { quote } from "shlex";
import type { Manifest, ManifestTask } from "../manifest/manifest.ts";
import { attempts, beforeAttempts } from "./attempts.ts";
import { inputHashScript } from "./input-hashes.ts";
import { argumentWords, hasLongArguments, readArguments } from "./long-arguments.ts";
import { hashScript } from "./output-hashes.ts";
import { quoteLines } from "./quote-lines.ts";
import type { Fetching } from "./stage-files.ts";

/** Where the job preparation task puts the shared files, in its working directory. */
export const workloadFolder = "workload";

/** Of the job: tasks find the shared files by it. A setting of Batch's can't be made of another, so the script is that. */
const workloadDir = `export WORKLOAD_DIR="$AZ_BATCH_JOB_PREP_WORKING_DIR/${workloadFolder}"`;

export const bundleFile = ({ codeSha256 }: Pick<Manifest, "codeSha256">): string => `${codeSha256}.mjs`;

/** What a task runs, as a line for bash. */
export const taskScript = (
  task: ManifestTask,
  manifest: Pick<Manifest, "workload" | "codeSha256" | "command" | "retries">,
  { nodePath, fetching }: { readonly nodePath: string; readonly fetching?: Fetching | undefined },
): string => {
  const command = task.command ?? manifest.command;
  const program =
    command === undefined
      ? `"${nodePath}" --enable-source-maps "$AZ_BATCH_JOB_PREP_WORKING_DIR/${bundleFile(manifest)}"`
      : // As GitHub runs a step's script: a command that fails ends it, in a pipe too.
        `/bin/bash -eo pipefail -c ${quoteLines(command)} ${quote(manifest.workload)}`;
  const isLong = hasLongArguments(task);
  const line = [program, ...(isLong ? [argumentWords] : task.args.map(quote))].join(" ");
  const hashes = hashScript(task);
  const staging = [fetching?.command, inputHashScript(task)].filter((each) => each !== undefined);
  return [
    workloadDir,
    ...(isLong ? [readArguments] : []),
    ...(staging.length === 0 ? [] : [beforeAttempts(staging.join("; "))]),
    attempts(line, task.retries ?? manifest.retries),
    ...(hashes === undefined ? [] : [`[ "$code" != 0 ] || ${hashes}`]),
    'exit "$code"',
  ].join("; ");
};
