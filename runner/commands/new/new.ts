import { existsSync } from "node:fs";
import { cp, glob, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { followUps } from "../../ui/follow-up.ts";
import { declarationFor } from "./declaration.ts";
import { nameProblem } from "./new-names.ts";

/** Examples in `task/` that new workloads are copies of. */
export const examples = {
  typescript: "line-count",
  python: "word-stats",
  bash: "file-facts",
  sweep: "best-point",
} as const;

export interface NewOptions {
  readonly name: string;
  readonly kind: keyof typeof examples;
}

/** This package, which has the examples in `task/` and their inputs in `data/`. */
const packageFolder = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * Creates `task/<name>` in the project: a copy of an example, with its inputs if the project has none that it would read.
 *
 * @throws RunnerError `InvalidWorkloadName` or `WorkloadExists` before it writes anything.
 */
export const newWorkload = async ({ name, kind }: NewOptions, context: CommandContext): Promise<ExitCode> => {
  const task = join(context.projectDir, "task");
  const problem = nameProblem(name);
  if (problem !== undefined) throw usageError("InvalidWorkloadName", problem);
  await mkdir(task, { recursive: true });
  const entries = await readdir(task);
  if (entries.some((entry) => entry.toLowerCase() === name))
    throw usageError(
      "WorkloadExists",
      `task/${name} already exists`,
      "Choose another name, or remove the folder.",
    );
  await copyExample({ example: examples[kind], name, projectDir: context.projectDir });
  context.terminal.stderr.write(visible(nextSteps(name, await readdir(join(task, name)), context)));
  return exitCodes.ok;
};

interface Copy {
  readonly example: string;
  readonly name: string;
  readonly projectDir: string;
}

/** Copies the example completely, or leaves nothing behind. */
const copyExample = async ({ example, name, projectDir }: Copy): Promise<void> => {
  const to = join(projectDir, "task", name);
  await mkdir(to);
  try {
    await cp(join(packageFolder, "task", example), to, { recursive: true });
    const file = join(to, "workload.ts");
    const declaration = await readFile(file, "utf8");
    const inputs = /^ {2}inputs: "(.+)",$/m.exec(declaration)?.[1];
    const needsInputs = inputs !== undefined && !(await hasMatch(inputs, projectDir));
    if (needsInputs) await copyInputs(inputs, to);
    const hasContract = existsSync(join(projectDir, "task/workload.ts"));
    const inputsFolder = needsInputs ? `task/${name}/` : "";
    await writeFile(file, declarationFor({ declaration, example, name, hasContract, inputsFolder }));
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
};

const hasMatch = async (pattern: string, folder: string): Promise<boolean> => {
  for await (const _ of glob(pattern, { cwd: folder })) return true;
  return false;
};

const copyInputs = async (pattern: string, to: string): Promise<void> => {
  for await (const file of glob(pattern, { cwd: packageFolder }))
    await cp(join(packageFolder, file), join(to, file));
};

const nextSteps = (
  name: string,
  files: readonly string[],
  { projectDir, cwd, env }: CommandContext,
): string => {
  const submit = followUps({}, env)("submit", name);
  const task = relative(cwd, join(projectDir, "task"));
  const readme = existsSync(join(projectDir, "task/README.md")) ? `, as ${task}/README.md explains` : "";
  return `\
Created ${task}/${name} (${files.join(", ")})
Run it:            ${submit}
Preview its tasks: ${submit} --dry-run
Then edit ${task}/${name}/workload.ts${readme}.
`;
};
