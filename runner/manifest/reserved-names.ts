/** All names that are reserved for the runner and for a task's script. */

/** Prefix of the runner's files in a task's working directory: `.batch-staged`, `.batch-hashes`, … */
const ownPrefix = ".batch-";

/** MD5 of each output as the task wrote it; in the working directory and next to the outputs in storage. */
export const hashesFile = ".batch-hashes";

/** MD5 of each input of a task that reads outputs of others; in the working directory and next to the outputs in storage. */
export const inputHashesFile = ".batch-read";

/** Times of a task's attempts and the resources that they used; in the working directory and next to the outputs in storage. */
export const usageFile = ".batch-usage";

/** Program that fetches a task's inputs. */
export const inputsProgram = ".batch-inputs.mts";

/** Arguments of a task if they are too long for the command line. */
export const argumentsFile = ".batch-arguments";

/** Files next to a task's outputs in storage that are not outputs. */
const besideOutputs = ["stdout.txt", "stderr.txt"];

/** Files in a run's folder that are not outputs. */
const inRunFolder = ["logs", "manifest.json", "report.json"];

/** Environment variables that Batch, the runner or a task's script sets. */
export const cleanVariable = "RUN_CLEAN";
export const readVariable = "RUN_READ";
export const outputsVariable = "RUN_OUTPUTS";
export const usageVariable = "RUN_USAGE";
export const packagesVariable = "RUN_PACKAGES";
const variables = [
  ...[cleanVariable, readVariable, outputsVariable, usageVariable, packagesVariable],
  "WORKLOAD_DIR",
];

export const isOwnVariable = (name: string): boolean =>
  name.startsWith("AZ_BATCH_") || variables.includes(name);

/** Whether a path in a task's working directory is reserved. */
export const isOwnFile = (path: string): boolean => path.startsWith(ownPrefix);

/** Whether a path in a run's folder is reserved. */
export const isInRunFolder = (path: string): boolean =>
  inRunFolder.includes(path.toLowerCase().split("/", 1)[0] ?? "");

/** Whether an output with this path would overwrite a log. */
export const isBesideOutputs = (path: string): boolean => besideOutputs.includes(path);

/** Paths that no pattern may match: examples of reserved names. */
export const ownFiles = [
  hashesFile,
  inputHashesFile,
  usageFile,
  inputsProgram,
  argumentsFile,
  `${ownPrefix}staged`,
];
