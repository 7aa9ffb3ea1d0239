import type { Retries } from "../manifest/manifest.ts";
import { attemptsBlob, attemptsFile, cleanVariable } from "../manifest/reserved-names.ts";

/**
 * Batch starts a task that it tries again, and one that comes back to a node, in the folder that the last attempt left
 * (Azure/Batch#14). So the first attempt lists what was staged, and each later one removes all else.
 */
const cleanScript = [
  // What is in a closed folder could not be removed: Go closes those of the modules that it keeps.
  "if [ -e .batch-staged ]; then find . -type d ! -perm -700 -exec chmod u+rwx {} ';';",
  "find . ! -type d ! -path ./.batch-staged -print0 | LC_ALL=C sort -z |",
  "LC_ALL=C comm -z -23 - <(LC_ALL=C sort -z .batch-staged) | xargs -0 -r rm -f --;",
  "find . -mindepth 1 -type d -empty -delete;",
  // Complete or not there: a node can stop here too.
  "else find . ! -type d ! -path ./.batch-new -print0 > .batch-new && mv .batch-new .batch-staged; fi",
].join(" ");

/** Of the job: the same for all its tasks, which evaluate it first. */
export const cleanSetting = { name: cleanVariable, value: cleanScript };

const clean = `eval "$${cleanVariable}"`;

/**
 * A script for bash before `attempts` that stages files by this command: they count as staged. Where Batch starts the task here
 * again it is run again, as Batch stages resource files again.
 */
export const beforeAttempts = (stage: string): string => `[ ! -e .batch-staged ] || ${clean}; ${stage}`;

/**
 * The program as a script for bash that leaves its exit code in `$code`: in a clean folder, and again as often as the table
 * says. The attempts are the script's own, because Batch tries every exit code again or none; so they need no runner that
 * watches, and do not count what Batch starts again because a node was lost.
 */
export const attempts = (program: string, retries: Retries | undefined): string => {
  if (retries === undefined || retries.max === 0) return `${clean}; ${calmly(program)}; code=$?`;
  const total = retries.max + 1;
  // One line: how Batch splits a command line with more is not documented.
  return [
    `for attempt in $(seq ${total}); do ${clean}`,
    `echo "$attempt" > ${attemptsFile}`,
    `${calmly(program)}; code=$?`,
    stopOn(retries),
    `echo "attempt $attempt of ${total} ended with exit code $code" >&2`,
    "done",
  ].join("; ");
};

/** Of a program that a signal ends bash would write its command line to stderr. */
const calmly = (program: string): string => `{ ${program} 2>&3 3>&-; } 3>&2 2> /dev/null`;

const stopOn = ({ on, notOn = [] }: Retries): string =>
  on === undefined
    ? `case $code in ${[0, ...notOn].join("|")}) break;; esac`
    : `case $code in ${on.length > 0 ? `${on.join("|")}) ;; ` : ""}*) break;; esac`;

/** The output file that brings the number of attempts to storage. */
export const attemptsUpload = (folder: string): { filePattern: string; path: string } => ({
  filePattern: attemptsFile,
  path: `${folder}/${attemptsBlob}`,
});
