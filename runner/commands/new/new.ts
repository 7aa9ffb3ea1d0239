import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { followUps } from "../../ui/follow-up.ts";
import { camelCase, nameProblem, withWorkload } from "./new-names.ts";

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

/**
 * Creates `task/<name>` and adds it to `task/index.ts`.
 *
 * @throws RunnerError `InvalidWorkloadName`, `WorkloadExists` or `WorkloadIndexUnexpected` before it writes anything.
 */
export const newWorkload = async ({ name, kind }: NewOptions, context: CommandContext): Promise<ExitCode> => {
  const example = examples[kind];
  const task = join(context.projectDir, "task");
  const problem = nameProblem(name);
  if (problem !== undefined) throw usageError("InvalidWorkloadName", problem);
  const entries = await readdir(task);
  if (entries.some((entry) => entry.toLowerCase() === name))
    throw usageError(
      "WorkloadExists",
      `task/${name} already exists`,
      `Choose another name, or remove the folder and its line in task/index.ts.`,
    );
  const index = await readFile(join(task, "index.ts"), "utf8");
  const changed = withWorkload(index, name);
  if (changed === undefined)
    throw usageError(
      "WorkloadIndexUnexpected",
      "task/index.ts doesn't have the expected layout; nothing was written",
      `Copy task/${example} to task/${name} and add its line to task/index.ts.`,
    );
  await copyExample({ from: join(task, example), to: join(task, name), names: [example, name] });
  await writeAtOnce(join(task, "index.ts"), changed);
  context.terminal.stderr.write(visible(nextSteps(name, await readdir(join(task, name)), context)));
  return exitCodes.ok;
};

interface Copy {
  readonly from: string;
  readonly to: string;
  /** Names of the example and of the new workload. */
  readonly names: readonly [string, string];
}

/** Copies the example completely, or leaves nothing behind. */
const copyExample = async ({ from, to, names: [old, name] }: Copy): Promise<void> => {
  await mkdir(to);
  try {
    await cp(from, to, { recursive: true });
    const declaration = join(to, "workload.ts");
    const text = await readFile(declaration, "utf8");
    const renamed = text.replaceAll(new RegExp(`\\b${camelCase(old)}\\b(?= =)`, "g"), camelCase(name));
    await writeFile(declaration, renamed);
  } catch (error) {
    await rm(to, { recursive: true, force: true });
    throw error;
  }
};

const writeAtOnce = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
};

const nextSteps = (
  name: string,
  files: readonly string[],
  { projectDir, cwd, env }: CommandContext,
): string => {
  const submit = followUps({}, env)("submit", name);
  const task = relative(cwd, join(projectDir, "task"));
  return `\
Created ${task}/${name} (${files.join(", ")}) and added it to ${task}/index.ts.
Run it:            ${submit}
Preview its tasks: ${submit} --dry-run
Then edit ${task}/${name}/workload.ts, as ${task}/README.md explains.
`;
};
