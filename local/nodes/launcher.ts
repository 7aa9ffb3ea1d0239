import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { basePath } from "./environment.ts";
import { killTree } from "./kill-tree.ts";
import type { Ended, ProcessSpec } from "./process.ts";

/**
 * Starts tasks' processes from a small process of its own: starting one means to copy the starter's memory map, so from
 * the service itself, with its database and buffers, it takes several times as long and nothing else happens meanwhile.
 */
export interface Launcher {
  run(spec: ProcessSpec, signal: AbortSignal): Promise<Ended>;
  /** Ends it and all that it has started. */
  close(): Promise<void>;
}

/** What goes to the child, a line of JSON each. */
export type LauncherRequest = { readonly id: number; readonly spec: ProcessSpec } | { readonly id: number };

/** What comes from it. */
export interface LauncherAnswer {
  readonly id: number;
  readonly ended: Ended;
}

interface Pending {
  readonly spec: ProcessSpec;
  readonly settle: (ended: Ended) => void;
}

const script = fileURLToPath(new URL("./launcher-child.ts", import.meta.url));

export const createLauncher = (log: (line: string) => void): Launcher => {
  const pending = new Map<number, Pending>();
  let child: ChildProcess | undefined;
  let ids = 0;
  let isClosed = false;

  const open = (): ChildProcess => {
    // Its own session: Ctrl-C is for the service, which then ends things in order.
    const started = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
      env: { PATH: basePath },
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    // Writing to one that has just died fails; its exit, which tells, comes anyway.
    started.stdin?.on("error", () => {});
    if (started.stdout !== null) createInterface(started.stdout).on("line", receive);
    started.once("error", (error) => log(`launcher: ${error.message}`));
    started.once("close", () => lose(started));
    return started;
  };

  const receive = (line: string): void => {
    const { id, ended } = JSON.parse(line) as LauncherAnswer;
    pending.get(id)?.settle(ended);
    pending.delete(id);
  };

  const lose = (lost: ChildProcess): void => {
    if (child === lost) child = undefined;
    if (!isClosed) log("the launcher of tasks ended unexpectedly; what it ran is lost");
    for (const { spec, settle } of pending.values()) {
      killTree({ dir: spec.dir });
      settle({ kind: "lost" });
    }
    pending.clear();
  };

  const send = (request: LauncherRequest): void => {
    child ??= open();
    child.stdin?.write(`${JSON.stringify(request)}\n`);
  };

  return {
    run: (spec, signal) => {
      if (signal.aborted || isClosed) return Promise.resolve({ kind: "aborted" });
      const id = ids++;
      const { promise, resolve } = Promise.withResolvers<Ended>();
      const onAbort = () => send({ id });
      const settle = (ended: Ended) => {
        signal.removeEventListener("abort", onAbort);
        resolve(ended);
      };
      pending.set(id, { spec, settle });
      signal.addEventListener("abort", onAbort, { once: true });
      send({ id, spec });
      return promise;
    },
    close: async () => {
      isClosed = true;
      if (child === undefined) return;
      const gone = once(child, "close");
      child.stdin?.end();
      await gone;
    },
  };
};
