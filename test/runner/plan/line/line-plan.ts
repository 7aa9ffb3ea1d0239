import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../../../runner/clock.ts";
import type { CommandContext } from "../../../../runner/command-context.ts";
import type { ManifestTask } from "../../../../runner/manifest/manifest.ts";
import { compileLine, type Line, type LineOptions } from "../../../../runner/plan/line/line.ts";
import { lineWorkload } from "../../../../runner/plan/line/line-workload.ts";
import type { Shipped } from "../../../../runner/plan/line/shipped.ts";
import { prepareRun } from "../../../../runner/run/prepare.ts";
import type { Workload } from "../../../../task/workload.ts";

/** Creates files by their path in a folder. */
export const writeFiles = async (folder: string, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
};

export const lineOf = (options: Partial<LineOptions>): Line =>
  compileLine({
    command: "cat {}",
    source: { kind: "files", globs: ["texts/*.txt"] },
    outputs: [],
    env: [],
    settings: {},
    ...options,
  });

const contextIn = (folder: string, workloads: CommandContext["workloads"] = {}): CommandContext => ({
  workloads,
  projectDir: folder,
  cwd: folder,
  env: {},
  clock: systemClock,
  random: Math.random,
  signal: new AbortController().signal,
  cancelSignal: new AbortController().signal,
  terminal: { stdout: process.stdout, stderr: process.stderr, ask: undefined },
});

const request = {
  ...{ inputs: [], args: [], timeoutMs: 1000, maxTasks: 10_000 },
  nodesTarget: () => Promise.reject(new Error("no packages are required")),
  emit: () => {},
};

/** Returns the tasks of a command line in this folder. */
export const tasksOfLine = async (
  line: Line,
  folder: string,
  shipped: readonly Shipped[] = [],
): Promise<ManifestTask[]> => {
  const workload = lineWorkload(line, { hasShipped: shipped.length > 0 });
  const declared = { workload, shipped, line: line.command };
  const { manifest } = await prepareRun({ ...request, workload: "line", declared }, contextIn(folder));
  return [...manifest.tasks];
};

/** Returns the tasks of a workload file in this folder, which is the project. */
export const tasksOfFile = async (path: string, folder: string): Promise<ManifestTask[]> => {
  const module: Record<string, Workload> = await import(pathToFileURL(path).href);
  const [workload] = Object.values(module);
  if (workload === undefined) throw new Error(`${path} exports nothing`);
  const context = contextIn(folder, { saved: workload });
  const { manifest } = await prepareRun({ ...request, workload: "saved" }, context);
  return [...manifest.tasks];
};
