import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import type { CommandContext } from "../../command-context.ts";
import { localCloudLocation, localCloudProgram } from "../../environment/local-cloud.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";
import { isForeground, serveLocalDashboard } from "./local-dashboard.ts";

/**
 * Runs the local cloud's program with these words on this terminal, and returns its exit code. A terminal sends Ctrl-C to both processes; the
 * program ends after one signal, so it may get another. While the cloud runs in the foreground, this process serves its dashboard.
 */
export const local = async (words: readonly string[], context: CommandContext): Promise<ExitCode> => {
  const { projectDir, env, signal, terminal } = context;
  const { folder, settings } = localCloudLocation({ projectDir, env });
  const project = settings === undefined || words.includes("--project") ? [] : ["--project", settings];
  const isServing = isForeground(words);
  const child = spawn(process.execPath, [localCloudProgram, ...words, ...project], {
    env: { ...env, BATCH_LOCAL_DIR: folder },
    stdio: ["inherit", isServing ? "pipe" : "inherit", "inherit"],
  });
  signal.addEventListener("abort", () => void child.kill("SIGTERM"), { once: true });
  const ended = once(child, "exit");
  if (isServing) {
    void printed(child, terminal.stdout);
    await serveLocalDashboard(child, { words, folder, context });
  }
  const [code] = await ended;
  // Null if a signal ended the program.
  if (code === null) return exitCodes.interrupted;
  return isExitCode(code) ? code : exitCodes.internal;
};

const printed = ({ stdout }: ChildProcess, to: NodeJS.WritableStream): Promise<void> =>
  stdout === null ? Promise.resolve() : pipeline(stdout, to, { end: false }).catch(() => {});

const isExitCode = (code: unknown): code is ExitCode => Object.values<unknown>(exitCodes).includes(code);
