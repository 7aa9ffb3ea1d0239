import { stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { CommandContext, WorkloadFile } from "../../command-context.ts";
import { usageError } from "../../errors.ts";
import { findProject } from "../../project/find-project.ts";
import { isPath, nameOfFile, workloadFileIn } from "../../project/list-workloads.ts";
import { loadWorkload } from "../../project/load-workload.ts";

interface ChosenWorkload {
  readonly name: string;
  /** Only if the user named a file. */
  readonly file?: WorkloadFile;
}

/**
 * Returns the workload that a word of the command line names: by its name, by its file or folder, or the default if there is no word.
 *
 * @throws RunnerError `WorkloadRequired` if there is no default, `UnknownWorkload` if the file doesn't exist.
 */
export const chooseWorkload = async (
  word: string | undefined,
  context: CommandContext,
): Promise<ChosenWorkload> => {
  if (word === undefined) return { name: defaultWorkload(context) ?? refuse(context) };
  if (Object.hasOwn(context.workloads, word) || !isPath(word)) return { name: word };
  const path = resolve(context.cwd, word);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => undefined,
  );
  const file = isFolder ? workloadFileIn(path) : path;
  if (isFolder === undefined || file === undefined)
    throw usageError(
      "UnknownWorkload",
      `workload ${word}: expected ${isFolder ? "a workload.ts in the folder" : "a file"}, got none`,
    );
  return { name: nameOfFile(file), file: fileAt(file, context) };
};

const fileAt = (file: string, { projectDir, cwd }: CommandContext): WorkloadFile => ({
  name: nameOfFile(file),
  path: relative(projectDir, file),
  inputsFolder: findProject(dirname(file)) ?? dirname(file),
  load: () => loadWorkload(file, relative(cwd, file)),
});

/** Returns the workload that package.json names, or the only one. */
export const defaultWorkload = ({
  defaultWorkload,
  workloads,
}: Pick<CommandContext, "defaultWorkload" | "workloads">): string | undefined => {
  const [only, ...others] = Object.keys(workloads);
  return defaultWorkload ?? (others.length === 0 ? only : undefined);
};

const refuse = ({ workloads }: CommandContext): never => {
  const names = Object.keys(workloads);
  throw usageError(
    "WorkloadRequired",
    "submit: expected a workload, got none",
    names.length === 0
      ? "Create one with `npx azbatch new`, or name a file: `npx azbatch submit ./workload.ts`."
      : `Workloads: ${names.join(", ")}. To choose a default, add "azbatch": {"workload": "${names[0]}"} to package.json.`,
  );
};
