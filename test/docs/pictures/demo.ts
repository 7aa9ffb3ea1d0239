import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { withCopiedProject } from "./copied-project.ts";

/** A local cloud whose pool grows to eight nodes, with finished runs, a run that has just started, and its dashboard. */
export interface Demo {
  /** The project's folder. */
  readonly folder: string;
  readonly dashboardUrl: string;
  readonly jobId: string;
  /** Waits for the end of the run and returns the path of its report. */
  readonly untilReported: () => Promise<string>;
}

const settings = { autoscale: true, minNodes: 4, maxNodes: 8, spotPercent: 50, taskSlotsPerNode: 2 };

export const withDemo = (use: (demo: Demo) => Promise<void>): Promise<void> =>
  withCopiedProject(async ({ folder, env }) => {
    const started: ChildProcess[] = [];
    const azbatch = (...words: string[]): ChildProcess => {
      const child = spawn(process.execPath, ["runner/cli/bin.mjs", ...words], {
        cwd: folder,
        env,
        stdio: ["ignore", "pipe", "inherit"],
      });
      started.push(child);
      return child;
    };
    const lines = Object.entries(settings).map(
      ([name, value]) => `  azure-batch-workloads:${name}: ${value}\n`,
    );
    await writeFile(join(folder, "demo.yaml"), `config:\n${lines.join("")}`);
    try {
      await textFrom(azbatch("local", "--stack-file", "demo.yaml"), /Ctrl-C/);
      for (const words of [["top-words"], ["word-stats"], ["top-words", "--force"]]) {
        const [exitCode] = await once(
          azbatch("submit", ...words, "--yes", "--json").on("error", fail),
          "close",
        );
        if (exitCode !== 0) throw new Error(`submit ${words.join(" ")} exited with ${exitCode}`);
      }
      const dashboard = await textFrom(azbatch("dashboard", "--json"), /"event":"dashboard"/);
      const run = azbatch("submit", "test/fixtures/vegetation/workload.ts", "--json");
      const ended = once(run, "close");
      const { jobId } = JSON.parse(await textFrom(run, /"event":"started"/));
      await use({
        folder,
        dashboardUrl: JSON.parse(dashboard).url,
        jobId,
        untilReported: async () => {
          await ended;
          return join(folder, "out", jobId, "report.html");
        },
      });
    } finally {
      for (const child of started.reverse()) await interrupt(child);
    }
  });

const fail = (error: Error): never => {
  throw error;
};

/** Returns the first line that matches. */
const textFrom = async (child: ChildProcess, pattern: RegExp): Promise<string> => {
  if (child.stdout === null) throw new Error("expected a pipe, got none");
  for await (const line of createInterface({ input: child.stdout })) if (pattern.test(line)) return line;
  throw new Error(`expected ${pattern}, got the end of the output`);
};

const interrupt = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const closed = once(child, "exit");
  child.kill("SIGINT");
  await closed;
};
