import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import { followUps } from "../../ui/follow-up.ts";
import { camelCase, nameProblem, withWorkload } from "./new-names.ts";

/** The example in `task/` that a new workload begins as a copy of, by the kind that the user asks for. */
export const examples = {
  typescript: "line-count",
  python: "word-stats",
  bash: "stations",
  sweep: "best-point",
} as const;

export interface NewOptions {
  readonly name: string;
  readonly kind: keyof typeof examples;
}

/** Makes `task/<name>`, which runs as it is, and gives it its line in `task/index.ts`; or refuses before anything is written. */
export const newWorkload = async ({ name, kind }: NewOptions, context: CommandContext): Promise<ExitCode> => {
  const example = examples[kind];
  const task = join(context.projectDir, "task");
  refuse(nameProblem(name));
  const entries = await readdir(task);
  if (entries.some((entry) => entry.toLowerCase() === name))
    throw usageError(
      "WorkloadExists",
      `there is a task/${name} already; take another name, or remove it and its line in task/index.ts`,
    );
  const index = await readFile(join(task, "index.ts"), "utf8");
  const changed = withWorkload(index, name);
  if (changed === undefined)
    throw usageError(
      "WorkloadIndexUnexpected",
      "task/index.ts is not laid out as this command knows it, so nothing is written",
      `By hand: copy task/${example} to task/${name}, and add its line to task/index.ts.`,
    );
  await copyExample({ from: join(task, example), to: join(task, name), names: [example, name] });
  await writeAtOnce(join(task, "index.ts"), changed);
  context.terminal.stderr.write(visible(nextSteps(name, await readdir(join(task, name)), context)));
  return exitCodes.ok;
};

const refuse = (problem: string | undefined): void => {
  if (problem !== undefined) throw usageError("InvalidWorkloadName", problem);
};

interface Copy {
  readonly from: string;
  readonly to: string;
  /** Of both workloads. */
  readonly names: readonly [string, string];
}

/** Complete or not there at all. */
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
Made ${task}/${name} (${files.join(", ")}) and its line in ${task}/index.ts. Next:
  ${submit}              runs it as it is
  ${submit} --dry-run    shows its tasks, runs nothing
Then make it yours: ${task}/${name}/workload.ts says what runs and which tasks there are; ${task}/README.md explains.
`;
};
