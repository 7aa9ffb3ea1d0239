import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { basePath } from "./environment.ts";
import { jsonLine } from "./json-line.ts";
import { killTree } from "./kill-tree.ts";
import type { Ended, ProcessSpec } from "./process.ts";

/**
 * Starts tasks' processes from two small child processes. Starting a process copies its parent's memory map: from the service
 * itself it would take several times as long and block the service.
 */
export interface Launcher {
  /** Whether tasks have no files either: none is downloaded or uploaded. */
  readonly isIdle?: boolean;
  run(spec: ProcessSpec, signal: AbortSignal): Promise<Ended>;
  /** Ends the child processes and all tasks' processes. */
  close(): Promise<void>;
}

/** A message to the child, one line of JSON: start a process, or with only an id, end it. */
export type LauncherRequest = { readonly id: number; readonly spec: ProcessSpec } | { readonly id: number };

/** A message from the child: a process has ended. */
export interface LauncherAnswer {
  readonly id: number;
  readonly ended: Ended;
}

interface LauncherOptions {
  /** Folder for the child's program. */
  readonly dir: string;
  readonly log: (line: string) => void;
}

interface State extends Pick<LauncherOptions, "log"> {
  readonly leftovers: Leftovers;
  readonly program: () => string;
  readonly pending: Map<number, { readonly spec: ProcessSpec; readonly settle: (ended: Ended) => void }>;
  child?: ChildProcess;
  nextId: number;
  isClosed: boolean;
}

export const createLauncher = ({ dir, log }: LauncherOptions): Launcher => {
  let built: string | undefined;
  // Build only once: the other child may be reading the file.
  const program = () => (built ??= build(dir));
  const leftovers = createLeftovers();
  const states = Array.from({ length: childCount }, (): State => {
    return { program, log, leftovers, pending: new Map(), nextId: 0, isClosed: false };
  });
  const leastBusy = (): State => states.reduce((a, b) => (b.pending.size < a.pending.size ? b : a));
  return {
    run: (spec, signal) => run(leastBusy(), spec, signal),
    close: async () => {
      leftovers.close();
      await Promise.all(states.map(close));
    },
  };
};

// Starting a process blocks the child until the program runs; meanwhile the other child can start one.
const childCount = 2;

const close = async (state: State): Promise<void> => {
  state.isClosed = true;
  if (state.child === undefined) return;
  const gone = once(state.child, "close");
  state.child.stdin?.end();
  await gone;
};

const run = (state: State, spec: ProcessSpec, signal: AbortSignal): Promise<Ended> => {
  if (signal.aborted || state.isClosed) return Promise.resolve({ kind: "aborted" });
  const id = state.nextId++;
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const onAbort = () => send(state, { id });
  const settle = (ended: Ended) => {
    signal.removeEventListener("abort", onAbort);
    if (!spec.keepsChildren) state.leftovers.ended(spec.dir);
    resolve(ended);
  };
  state.leftovers.started(spec.dir);
  state.pending.set(id, { spec, settle });
  signal.addEventListener("abort", onAbort, { once: true });
  send(state, { id, spec });
  return promise;
};

const send = (state: State, request: LauncherRequest): void => {
  state.child ??= open(state);
  state.child.stdin?.write(jsonLine(request));
};

const source = fileURLToPath(new URL(`./launcher-child${extname(import.meta.url)}`, import.meta.url));

/**
 * Returns the child's program as JavaScript: the published package has it, a checkout bundles it. A Node that reads
 * TypeScript keeps a compiler in memory and takes twice as long to start.
 */
const build = (dir: string): string => {
  if (source.endsWith(".js")) return source;
  const { buildSync } = loadEsbuild();
  const program = join(dir, "launcher.mjs");
  buildSync({ entryPoints: [source], outfile: program, bundle: true, platform: "node", format: "esm" });
  return program;
};

/**
 * Loads esbuild without worker threads, which would leave a process and a polling thread behind. esbuild reads the variable when
 * it loads (lib/main.js), also in a worker; if it is loaded already, the variable must not reach its workers.
 */
const loadEsbuild = (): typeof import("esbuild") => {
  const { ESBUILD_WORKER_THREADS: given } = process.env;
  process.env.ESBUILD_WORKER_THREADS = "0";
  try {
    return createRequire(import.meta.url)("esbuild");
  } finally {
    if (given === undefined) delete process.env.ESBUILD_WORKER_THREADS;
    else process.env.ESBUILD_WORKER_THREADS = given;
  }
};

const open = (state: State): ChildProcess => {
  // A separate session: Ctrl-C is for the service, which ends the tasks in order.
  const child = spawn(process.execPath, [state.program()], {
    env: { PATH: basePath },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  // Writing to a dead child fails; its `close` event handles that.
  child.stdin?.on("error", () => {});
  createInterface(child.stdout).on("line", (line) => {
    const { id, ended } = JSON.parse(line) as LauncherAnswer;
    state.pending.get(id)?.settle(ended);
    state.pending.delete(id);
  });
  child.once("error", (error) => state.log(`launcher: ${error.message}`));
  child.once("close", () => onChildEnd(state, child));
  return child;
};

const onChildEnd = (state: State, child: ChildProcess): void => {
  if (state.child === child) state.child = undefined;
  if (!state.isClosed) state.log("the launcher process ended unexpectedly; its tasks run again");
  for (const { spec, settle } of state.pending.values()) {
    killTree({ dirs: new Set([spec.dir]) });
    settle({ kind: "lost" });
  }
  state.pending.clear();
};

/** Ends processes that tasks leave behind in other sessions. */
interface Leftovers {
  /** Called when a task starts in the directory: processes there are its own. */
  started(dir: string): void;
  /** Called when the task of the directory has ended. */
  ended(dir: string): void;
  close(): void;
}

// Scanning all processes takes milliseconds: one scan covers all tasks that ended since the last.
const scanIntervalMs = 1000;

const createLeftovers = (): Leftovers => {
  const ended = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let lastScan = Number.NEGATIVE_INFINITY;
  const scan = (): void => {
    timer = undefined;
    lastScan = performance.now();
    killTree({ dirs: ended });
    ended.clear();
  };
  return {
    started: (dir) => ended.delete(dir),
    ended: (dir) => {
      ended.add(dir);
      timer ??= setTimeout(scan, Math.max(0, lastScan + scanIntervalMs - performance.now()));
    },
    close: () => clearTimeout(timer),
  };
};
