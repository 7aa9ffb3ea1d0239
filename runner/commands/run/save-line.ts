import { cp, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes, usageError } from "../../errors.ts";
import type { Line } from "../../plan/line/line.ts";
import type { Shipped } from "../../plan/line/shipped.ts";
import { isIgnored } from "../../plan/shared-files.ts";
import { visible } from "../../text/visible.ts";
import { followUps } from "../../ui/follow-up.ts";
import { camelCase, nameProblem } from "../new/new-names.ts";
import { savedWorkload } from "./saved-workload.ts";

interface Save {
  readonly line: Line;
  readonly shipped: readonly Shipped[];
  /** Name of the workload. */
  readonly name: string;
  /** Path of `--requirements`. */
  readonly requirements?: string | undefined;
}

/**
 * Writes `task/<name>/workload.ts`, which plans the same tasks as the command line, with copies of the files that it needs.
 *
 * @throws RunnerError `InvalidWorkloadName`, `WorkloadExists` or `InvalidSharedFile` before it writes anything.
 */
export const saveLine = async (
  { line, shipped, name, requirements }: Save,
  context: CommandContext,
): Promise<ExitCode> => {
  const { projectDir, cwd, env, terminal } = context;
  const problem = nameProblem(name);
  if (problem !== undefined) throw usageError("InvalidWorkloadName", `--save: ${problem}`);
  const folder = join(projectDir, "task", name);
  const shown = relative(cwd, folder);
  if (await exists(folder))
    throw usageError(
      "WorkloadExists",
      `--save: ${shown} already exists`,
      "Choose another name, or remove it.",
    );
  const table = tableFile(line);
  const packages = requirements && basename(requirements);
  const taken = ["workload.ts", ...[table ?? [], packages ?? []].flat()];
  const clash = shipped.find((file) => taken.includes(file.name));
  if (clash !== undefined)
    throw usageError(
      "InvalidSharedFile",
      `--save: ${clash.name} would be overwritten by the workload's own file`,
    );
  const text = savedWorkload(line, {
    exportName: camelCase(name),
    shipped: shipped.map((file) => file.name),
    table,
    requirements: packages,
    from: relative(projectDir, cwd).replaceAll(sep, "/"),
    isInRepository: await exists(join(projectDir, "task/workload.ts")),
  });
  await mkdir(folder, { recursive: true });
  try {
    for (const file of shipped) await copyFile(file, join(folder, file.name));
    if (table !== undefined) await writeTable(line, join(folder, table), cwd);
    if (requirements !== undefined)
      await cp(resolve(cwd, requirements), join(folder, basename(requirements)));
    await writeFile(join(folder, "workload.ts"), text);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const files = [...taken, ...shipped.map((file) => file.name)];
  terminal.stderr.write(
    visible(
      `Saved ${shown}: ${files.join(", ")}\nRun it:            ${followUps({}, env)("submit", name)}\n` +
        `Preview its tasks: ${followUps({}, env)("submit", name, "--dry-run")}\n`,
    ),
  );
  return exitCodes.ok;
};

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

const copyFile = async ({ path }: Shipped, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  await cp(path, to, { recursive: true, dereference: true, filter: (each) => !isIgnored(basename(each)) });
};

/** Returns the name of the file with the rows; undefined if the tasks aren't rows. */
const tableFile = ({ source }: Line): string | undefined => {
  if (source.kind !== "rows") return undefined;
  const { name } = source.table;
  return name === "standard input" ? "tasks.ndjson" : basename(name);
};

const writeTable = async ({ source }: Line, to: string, cwd: string): Promise<void> => {
  if (source.kind !== "rows") return;
  const { name, rows } = source.table;
  if (name !== "standard input") return cp(resolve(cwd, name), to);
  await writeFile(to, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
};
