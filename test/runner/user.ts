import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { main } from "../../runner/cli/main.ts";
import { systemClock } from "../../runner/clock.ts";
import type { CommandContext } from "../../runner/command-context.ts";
import type { TaskOutcome } from "../../runner/results/outcome.ts";
import type { RunReport } from "../../runner/results/report.ts";
import type { RunStatus } from "../../runner/ui/command-events.ts";
import type { JsonEvent } from "../../runner/ui/events.ts";
import { probe } from "../fixtures/probe/workload.ts";
import { until } from "../helpers/until.ts";
import type { SuiteCloud } from "./local-cloud.ts";

export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Code of the error that ended the command, such as `UnknownWorkload`; undefined if none was thrown. */
  readonly code?: string | undefined;
}

/** Output of a command, in this process or another one. */
interface AnyOutput extends Pick<CommandOutput, "stdout" | "stderr"> {
  readonly exitCode?: unknown;
  readonly code?: unknown;
}

export interface UserOptions {
  readonly cwd: string;
  readonly context?: Partial<CommandContext>;
  /** Answer to every prompt; without it there is no terminal. */
  readonly answer?: string;
  /** Makes stdout a terminal of this many columns. */
  readonly columns?: number;
  /** Called with each piece of stderr. */
  readonly onStderr?: (piece: string) => void;
  /** Called with each event that a command prints with `--json`. */
  readonly onEvent?: (event: JsonEvent) => void;
}

/** Runs the program in this process, in a project that has the probe as its only workload. */
export const runAsUser = async (words: readonly string[], options: UserOptions): Promise<CommandOutput> => {
  const { cwd, answer, columns, onStderr, onEvent } = options;
  const stdout = Object.assign(
    new PassThrough(),
    columns && { isTTY: true, columns, getColorDepth: () => 1 },
  );
  const stderr = new PassThrough();
  if (onStderr) stderr.on("data", (piece) => onStderr(String(piece)));
  if (onEvent) stdout.on("data", (piece) => eventsOf({ stdout: String(piece) }).forEach(onEvent));
  const said = Promise.all([text(stdout), text(stderr)]);
  const context: CommandContext = {
    workloads: { probe },
    projectDir: cwd,
    programFile: join(import.meta.dirname, "../../runner/cli/bin.mjs"),
    cwd,
    env: process.env,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    cancelSignal: new AbortController().signal,
    terminal: {
      stdout,
      stderr,
      ask:
        answer === undefined
          ? undefined
          : async (question) => {
              stderr.write(question);
              return answer;
            },
    },
    ...options.context,
  };
  const { exitCode, error } = await main(words, context);
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  return { exitCode, stdout: out, stderr: err, code };
};

/** Returns commands of a user of this cloud. */
export interface CloudUser {
  /** Creates a folder with these files in `in`. */
  readonly withInputs: (inputs: Readonly<Record<string, string>>) => Promise<string>;
  /** Runs the command with these words. */
  readonly command: (words: readonly string[], options: UserOptions) => Promise<CommandOutput>;
  /** Returns the event that `status --json` prints. */
  readonly statusOf: (jobId: string) => Promise<EventNamed<"status">>;
  /** Polls the status of a run until the condition is true. */
  readonly untilStatus: (jobId: string, isReached: (status: RunStatus) => boolean) => Promise<RunStatus>;
  /** Runs `submit` with these words. */
  readonly run: (words: readonly string[], options: UserOptions) => Promise<CommandOutput>;
  /** Runs `submit --force` of the probe with these files, in a new folder. */
  readonly submit: (
    inputs: Readonly<Record<string, string>>,
    words?: readonly string[],
    options?: Partial<UserOptions>,
  ) => Promise<CommandOutput & { readonly cwd: string }>;
}

export const cloudUser = (cloud: SuiteCloud): CloudUser => {
  const withInputs: CloudUser["withInputs"] = async (inputs) => {
    const cwd = await mkdtemp(join(cloud.folder, "user-"));
    for (const [name, content] of Object.entries(inputs)) {
      await mkdir(dirname(join(cwd, "in", name)), { recursive: true });
      await writeFile(join(cwd, "in", name), content);
    }
    return cwd;
  };
  // Before the rest: what follows `--` is the workload's.
  const command: CloudUser["command"] = ([name = "", ...words], options) =>
    runAsUser([name, "--outputs", cloud.outputsFile, ...words], options);
  const statusOf: CloudUser["statusOf"] = async (jobId) =>
    eventOf(await command(["status", jobId, "--json"], { cwd: cloud.folder }), "status");
  const run: CloudUser["run"] = (words, options) => command(["submit", ...words], options);
  return {
    withInputs,
    command,
    statusOf,
    untilStatus: (jobId, isReached) =>
      until(async () => {
        const status = await statusOf(jobId);
        return isReached(status) && status;
      }),
    run,
    submit: async (inputs, words = [], options = {}) => {
      const cwd = await withInputs(inputs);
      return {
        cwd,
        ...(await run(["probe", "--input", "in/**/*", "--force", ...words], { cwd, ...options })),
      };
    },
  };
};

/** The files of the only run in `out`, by their names in the run's folder. */
export const filesOf = async (cwd: string): Promise<Map<string, string>> => {
  const out = join(cwd, "out");
  const [job = "", ...others] = await readdir(out);
  assert.deepEqual(others, [], "expected one run");
  const entries = await readdir(join(out, job), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(
    async (file) => [file.slice(join(out, job).length + 1), await readFile(file, "utf8")] as const,
  );
  return new Map(await Promise.all(contents));
};

/** Returns the id of the first run in a command's events or output. */
export const jobOf = ({ stdout, stderr }: AnyOutput): string =>
  /[\w-]+-\d{8}-\d{6}-[0-9a-z]{4}\b/.exec(stdout + stderr)?.[0] ?? assert.fail(stderr);

type EventNamed<Name extends JsonEvent["event"]> = Extract<JsonEvent, { readonly event: Name }>;

/** The events that a command printed with `--json`, in order. */
export const eventsOf = ({ stdout }: Pick<CommandOutput, "stdout">): JsonEvent[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): JsonEvent => JSON.parse(line));

/** The last event of this name that a command printed with `--json`. */
export const eventOf = <Name extends JsonEvent["event"]>(said: AnyOutput, name: Name): EventNamed<Name> =>
  eventsOf(said).findLast((event): event is EventNamed<Name> => event.event === name) ??
  assert.fail(`no event "${name}": ${said.stdout}${said.stderr}`);

/** Succeeded, failed and cached tasks of a finished run, as its event or report has them. */
export const countsOf = ({
  succeeded,
  failed,
  cached,
}: Pick<RunReport, "succeeded" | "failed" | "cached">): readonly number[] => [succeeded, failed, cached];

/** The report of the only run in `out`. */
export const reportOf = async (
  cwd: string,
): Promise<RunReport & { readonly tasks: readonly TaskOutcome[] }> =>
  JSON.parse((await filesOf(cwd)).get("report.json") ?? assert.fail("no report.json"));
