import type { Retries } from "../manifest/manifest.ts";
import { cleanVariable, usageFile } from "../manifest/reserved-names.ts";
import { recorded, withoutRecord } from "./record-usage.ts";

/**
 * Restores a task's working directory. Batch restarts a task in the folder that the last attempt left (Azure/Batch#14), so the first
 * attempt lists the staged files and each later one removes all others.
 */
const cleanScript = [
  // Files in a read-only folder can't be removed, and Go makes its module cache read-only.
  "if [ -e .batch-staged ]; then find . -type d ! -perm -700 -exec chmod u+rwx {} ';';",
  `find . ! -type d ! -path ./.batch-staged ! -path ./${usageFile} -print0 | LC_ALL=C sort -z |`,
  "LC_ALL=C comm -z -23 - <(LC_ALL=C sort -z .batch-staged) | xargs -0 -r rm -f --;",
  "find . -mindepth 1 -type d -empty -delete;",
  // Renamed when complete, because the node may stop at any time.
  `else find . ! -type d ! -path ./.batch-new ! -path ./${usageFile} -print0 > .batch-new && mv .batch-new .batch-staged; fi`,
].join(" ");

/** Job-wide environment variable with the script, which every task evaluates first. */
export const cleanSetting = { name: cleanVariable, value: cleanScript };

const clean = `eval "$${cleanVariable}"`;

/**
 * Returns a bash script to run before `attempts`. It stages files with this command, again each time that Batch starts the task, as
 * Batch does with resource files.
 */
export const beforeAttempts = (stage: string): string => `[ ! -e .batch-staged ] || ${clean}; ${stage}`;

/**
 * Returns a bash script that runs the program in a clean folder, repeats it as the table says, records each attempt, and leaves the last exit code in `$code`.
 *
 * The script counts attempts, because Batch retries every exit code or none. No runner has to watch, and restarts after a lost node
 * don't count.
 */
export const attempts = (program: string, retries: Retries | undefined): string => {
  if (retries === undefined || retries.max === 0) return `${clean}; ${attempt(program)}`;
  const total = retries.max + 1;
  // One line, because Batch doesn't document how it splits a command line with several.
  return [
    `for attempt in $(seq ${total}); do ${clean}`,
    attempt(program),
    stopOn(retries),
    `echo "attempt $attempt of ${total} ended with exit code $code" >&2`,
    "done",
  ].join("; ");
};

/** The redirections keep bash from writing the command line to stderr when a signal ends the program. */
const attempt = (program: string): string =>
  recorded(`{ ${program} 2>&3 3>&- ${withoutRecord}; } 3>&2 2> /dev/null`);

const stopOn = ({ on, notOn = [] }: Retries): string =>
  on === undefined
    ? `case $code in ${[0, ...notOn].join("|")}) break;; esac`
    : `case $code in ${on.length > 0 ? `${on.join("|")}) ;; ` : ""}*) break;; esac`;
