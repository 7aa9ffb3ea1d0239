import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { systemClock } from "../../runner/clock.ts";
import { main } from "../../runner/main.ts";
import type { World } from "../../runner/world.ts";
import { probe } from "../fixtures/probe/workload.ts";

export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface UserOptions {
  readonly cwd: string;
  readonly world?: Partial<World>;
  /** What the user answers, on a terminal. */
  readonly answer?: string;
  /** Called with each piece of stderr as it comes. */
  readonly onStderr?: (piece: string) => void;
}

/** The program in this process as a user would run it, with the probe for a workload. */
export const runAsUser = async (words: readonly string[], options: UserOptions): Promise<Said> => {
  const { cwd, answer, onStderr } = options;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  if (onStderr) stderr.on("data", (piece) => onStderr(String(piece)));
  const said = Promise.all([text(stdout), text(stderr)]);
  const world: World = {
    workloads: { probe },
    projectDir: join(import.meta.dirname, "../.."),
    cwd,
    env: process.env,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
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
    ...options.world,
  };
  const exitCode = await main(words, world);
  stdout.end();
  stderr.end();
  const [out, err] = await said;
  return { exitCode, stdout: out, stderr: err };
};
