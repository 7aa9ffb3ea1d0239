import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { basePath } from "./environment.ts";
import { jsonLine } from "./json-line.ts";
import { killTree } from "./kill-tree.ts";
import { createLeftovers, type Leftovers } from "./leftovers.ts";
import type { Ended, ProcessSpec } from "./process.ts";

/**
 * Starts tasks' processes from one or two small processes of its own: starting one means to copy the starter's memory map, so from
 * the service itself, with its database and buffers, it takes several times as long and nothing else happens meanwhile.
 */
export interface Launcher {
  run(spec: ProcessSpec, signal: AbortSignal): Promise<Ended>;
  /** Ends it and all that it has started. */
  close(): Promise<void>;
}

/** What goes to the child, a line of JSON each: start one, or end it. */
export type LauncherRequest = { readonly id: number; readonly spec: ProcessSpec } | { readonly id: number };

/** What comes from it. */
export interface LauncherAnswer {
  readonly id: number;
  readonly ended: Ended;
}

interface LauncherOptions {
  /** Where its program is put. */
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
  // Once: to write it anew would be under the eyes of one that is just reading it.
  const program = () => (built ??= build(dir));
  const leftovers = createLeftovers();
  const states = Array.from({ length: most }, (): State => {
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

// A start blocks its process until the program runs: while one waits for that, another one starts the next.
const most = 2;

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
 * Without worker threads, or a process of esbuild's stays, and a thread that asks it each second whether it is there. It reads
 * the variable as it loads (lib/main.js), also in a worker, which must not find it where esbuild was loaded before.
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
  // Its own session: Ctrl-C is for the service, which then ends things in order.
  const child = spawn(process.execPath, [state.program()], {
    env: { PATH: basePath },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  // Writing to one that has just died fails; its exit, which tells, comes anyway.
  child.stdin?.on("error", () => {});
  createInterface(child.stdout).on("line", (line) => {
    const { id, ended } = JSON.parse(line) as LauncherAnswer;
    state.pending.get(id)?.settle(ended);
    state.pending.delete(id);
  });
  child.once("error", (error) => state.log(`launcher: ${error.message}`));
  child.once("close", () => lose(state, child));
  return child;
};

const lose = (state: State, child: ChildProcess): void => {
  if (state.child === child) state.child = undefined;
  if (!state.isClosed) state.log("the launcher of tasks ended unexpectedly; what it ran is lost");
  for (const { spec, settle } of state.pending.values()) {
    killTree({ dirs: new Set([spec.dir]) });
    settle({ kind: "lost" });
  }
  state.pending.clear();
};
