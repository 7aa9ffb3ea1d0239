import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { CommandContext } from "../../command-context.ts";
import { openSession } from "../../run/session.ts";
import { writeData } from "../../terminal.ts";
import { visible } from "../../text/visible.ts";
import { openDashboard } from "../dashboard/open-dashboard.ts";

interface LocalDashboard {
  /** Words of the local cloud's command line. */
  readonly words: readonly string[];
  /** Folder of the cloud's data, unless the words name another one. */
  readonly folder: string;
  readonly context: CommandContext;
}

const otherCommands = ["status", "stop", "attach", "serve", "-h", "--help"];

/** Whether the words run the cloud on this terminal. */
export const isForeground = (words: readonly string[]): boolean =>
  !words.some((word) => otherCommands.includes(word));

/** Serves the dashboard of the cloud until the cloud's process ends. Prints an error; the cloud doesn't need its dashboard. */
export const serveLocalDashboard = async (child: ChildProcess, local: LocalDashboard): Promise<void> => {
  const { context } = local;
  const { stdout, stderr } = context.terminal;
  const end = new AbortController();
  const ended = once(child, "exit").finally(() => end.abort());
  // Its first output is that it is ready.
  const isReady = child.stdout && (await Promise.race([once(child.stdout, "data"), ended.then(() => false)]));
  if (isReady === false || end.signal.aborted) return;
  const signal = AbortSignal.any([context.signal, end.signal]);
  try {
    const { url, close } = await open({ ...local, context: { ...context, signal } });
    await writeData(stdout, `\nSee runs, nodes and logs in a browser:\n  ${url}\n`);
    await ended;
    await close();
  } catch (error) {
    if (!signal.aborted) stderr.write(visible(`The dashboard is not available: ${messageOf(error)}\n`));
    await ended;
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const open = async ({ words, folder, context }: LocalDashboard): ReturnType<typeof openDashboard> => {
  const flags = { local: true };
  const dir = folderIn(words);
  const env = { ...context.env, BATCH_LOCAL_DIR: dir === undefined ? folder : resolve(dir) };
  const own = { ...context, env };
  // The user may have stopped the cloud meanwhile.
  const session = await openSession({ ...flags, startsLocalCloud: false }, own, () => {});
  // The cloud runs until Ctrl-C; the dashboard is not one of its users.
  session.environment.release();
  return openDashboard({
    session,
    named: { kind: "local cloud", name: "local" },
    flags,
    port: 0,
    context: own,
  });
};

/** Returns the value of `--dir`. */
const folderIn = (words: readonly string[]): string | undefined => {
  const at = words.lastIndexOf("--dir");
  const joined = words.findLast((word) => word.startsWith("--dir="));
  return at === -1 ? joined?.slice("--dir=".length) : words[at + 1];
};
