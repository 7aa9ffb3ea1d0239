import { StringDecoder } from "node:string_decoder";
import type { CommandContext } from "../../command-context.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { type LogName, logNames } from "../../job/log-files.ts";
import type { Manifest, ManifestTask } from "../../manifest/manifest.ts";
import { failedTasks } from "../../results/failed-tasks.ts";
import { selectRun } from "../../run/find-run.ts";
import { isRead, type Stream, writeData } from "../../terminal.ts";
import { visible } from "../../text/visible.ts";
import { eventLine } from "../../ui/event-line.ts";
import type { SharedFlags } from "../shared-options.ts";
import { type Connected, withSession } from "../with-session.ts";
import { chooseTask, type LogWords } from "./choose-task.ts";
import { findTask } from "./find-task.ts";
import { logText } from "./log-text.ts";
import { type NodeLog, preparationLogs, startTaskLogs } from "./node-logs.ts";
import { type LogPiece, type TaskLogsRequest, taskLogs } from "./task-logs.ts";

export interface LogsOptions extends SharedFlags {
  /** Words that name a run and a task, as `chooseTask` takes them. */
  readonly words: LogWords;
  readonly follow: boolean;
  /** Undefined for both streams. */
  readonly only?: "stdout" | "stderr" | undefined;
  /** Shows logs of the pool's start task or of the job preparation task. */
  readonly of?: "start task" | "preparation task" | undefined;
  /** Beginning of the id of a node. */
  readonly node?: string | undefined;
}

const newline = Buffer.from("\n");

/** Failed tasks to show. */
const mostFailed = 20;

/** Bytes of stdout to show of a failed task that wrote nothing to stderr. */
const endBytes = 8 * 1024;

/** Prints logs: stdout and stderr of a task to stdout and stderr, other logs to stdout. */
export const logs = (options: LogsOptions, context: CommandContext): Promise<ExitCode> =>
  withSession({ ...options, isQuiet: true }, context, async (connected) => {
    try {
      await show(options, connected);
      return exitCodes.ok;
    } catch (error) {
      // Ctrl-C is the normal way to stop following.
      if (context.signal.aborted && options.follow) return exitCodes.interrupted;
      throw error;
    }
  });

const show = async (options: LogsOptions, connected: Connected): Promise<void> => {
  const { words, of, follow } = options;
  const { session, display } = connected;
  const { clients, environment } = session;
  const { poolId } = environment.outputs;
  if (of === "start task") return showNodeLogs(startTaskLogs(clients.batch, poolId), options, connected);
  if (of !== undefined) {
    const { jobId } = await selectRun(words[0], session, display.emit);
    return showNodeLogs(preparationLogs(clients.batch, { jobId, poolId }), { ...options, jobId }, connected);
  }
  const { manifest, task } = await chooseTask(words, follow, connected);
  if (task !== undefined) return showTask(task, { ...options, jobId: manifest.jobId }, connected);
  return showFailed(manifest, options, connected);
};

const showTask = async (
  task: ManifestTask,
  { jobId, follow, only, json }: LogsOptions & { readonly jobId: string },
  connected: Connected,
): Promise<void> => {
  const { stdout, stderr } = connected.context.terminal;
  const names = logNames.filter((name) => only === undefined || name === `${only}.txt`);
  const isSeparate = only === undefined && !json;
  const streamOf = (name: LogName): Stream => (isSeparate && name === "stderr.txt" ? stderr : stdout);
  await print({ jobId, task, names, follow, json, streamOf }, connected);
};

/** Prints the stderr of failed tasks, or the end of their stdout if it is empty, each with a title. */
const showFailed = async (
  manifest: Manifest,
  { only, json }: LogsOptions,
  connected: Connected,
): Promise<void> => {
  const { session, context, display, followUp } = connected;
  const { stdout } = context.terminal;
  const { jobId } = manifest;
  const failed = await failedTasks(session.clients, manifest, mostFailed + 1);
  if (failed.length === 0) display.say(`No task of ${jobId} has failed`);
  let printed: Printed = nothing;
  const title = async (text: string): Promise<void> => {
    const gap = printed.last.at(-1) === newline[0] ? "" : "\n";
    if (!json) await writeData(stdout, visible(`${gap}==> ${text} <==\n`));
  };
  for (const { taskId, failure } of failed.slice(0, mostFailed)) {
    const task = findTask(taskId, manifest);
    const log = { jobId, task, follow: false, json, streamOf: () => stdout };
    await title(`${taskId}: ${failure}`);
    const names = [`${only ?? "stderr"}.txt`] as const;
    printed = await print({ ...log, names }, connected);
    if (printed.size === 0 && only === undefined) {
      await title(`${taskId}: stderr is empty, end of stdout`);
      printed = await print({ ...log, names: ["stdout.txt"], lastBytes: endBytes }, connected);
    }
    if (!isRead(stdout)) return;
  }
  if (failed.length > mostFailed)
    display.say(
      `More than ${mostFailed} tasks failed. Show another one: ${followUp("logs", jobId, "<task>")}`,
    );
};

interface Print extends Pick<TaskLogsRequest, "jobId" | "task" | "names" | "follow" | "lastBytes"> {
  readonly json: boolean | undefined;
  readonly streamOf: (name: LogName) => Stream;
}

interface Printed {
  /** Bytes. */
  readonly size: number;
  readonly last: Buffer;
}

const nothing: Printed = { size: 0, last: newline };

/** Prints logs until they end or stdout is closed. */
const print = async (
  { streamOf, json, ...logsOf }: Print,
  { session, context, display }: Connected,
): Promise<Printed> => {
  const { clock, signal } = context;
  const asJson = jsonLines(logsOf.jobId, logsOf.task.id);
  const writers = new Map(logsOf.names.map((name) => [name, logWriter(streamOf(name))]));
  let { size, last } = nothing;
  try {
    for await (const piece of taskLogs({ ...logsOf, clients: session.clients, clock, signal })) {
      if (piece.note !== undefined) display.say(piece.note);
      else {
        size += piece.bytes.length;
        last = piece.bytes;
        const isWritten = json
          ? writeData(streamOf(piece.name), asJson(piece))
          : writers.get(piece.name)?.write(piece.bytes);
        if (!(await isWritten)) break;
      }
    }
  } finally {
    for (const writer of writers.values()) await writer.end();
  }
  return { size, last };
};

/** Writes bytes unchanged to a pipe or a file, and as safe text to a terminal. */
const logWriter = (stream: Stream) => {
  const text = stream.isTTY ? logText() : undefined;
  return {
    write: (bytes: Buffer): Promise<boolean> => writeData(stream, text?.write(bytes) ?? bytes),
    end: (): Promise<boolean> => writeData(stream, text?.end() ?? ""),
  };
};

const showNodeLogs = async (
  found: AsyncGenerator<NodeLog>,
  { node = "", only, json, jobId }: LogsOptions & { readonly jobId?: string },
  { context, display }: Connected,
): Promise<void> => {
  const { stdout } = context.terminal;
  let count = 0;
  for await (const { nodeId, name, text } of found) {
    if (!nodeId.startsWith(node) || (only !== undefined && name !== `${only}.txt`)) continue;
    count += 1;
    if (json) await writeData(stdout, eventLine({ event: "log", jobId, nodeId, file: name, text }));
    else {
      const writer = logWriter(stdout);
      await writeData(stdout, `==> ${nodeId}: ${name} <==\n`);
      await writer.write(Buffer.from(text));
      await writer.end();
    }
    if (!isRead(stdout)) return;
  }
  if (count === 0) display.say("No log found: the node doesn't exist, or no such task has run on it");
};

/** Returns a function that turns pieces into events. Keeps characters together that two pieces split. */
const jsonLines = (
  jobId: string,
  taskId: string,
): ((piece: Extract<LogPiece, { bytes: Buffer }>) => string) => {
  const decoders = new Map<LogName, StringDecoder>();
  return ({ name, bytes }) => {
    const decoder = decoders.get(name) ?? new StringDecoder("utf8");
    decoders.set(name, decoder);
    return eventLine({ event: "log", jobId, taskId, file: name, text: decoder.write(bytes) });
  };
};
