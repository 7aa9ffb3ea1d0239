import { spawn } from "node:child_process";
import { once } from "node:events";
import type { CommandContext } from "../../command-context.ts";
import { localCloudLocation, localCloudProgram } from "../../environment/local-cloud.ts";
import { type ExitCode, exitCodes } from "../../errors.ts";

/**
 * Runs the local cloud's program with these words on this terminal, and returns its exit code. A terminal sends Ctrl-C to both processes; the
 * program ends after one signal, so it may get another.
 */
export const local = async (
  words: readonly string[],
  { projectDir, env, signal }: CommandContext,
): Promise<ExitCode> => {
  const { folder, settings } = localCloudLocation({ projectDir, env });
  const project = settings === undefined || words.includes("--project") ? [] : ["--project", settings];
  const child = spawn(process.execPath, [localCloudProgram, ...words, ...project], {
    env: { ...env, BATCH_LOCAL_DIR: folder },
    stdio: "inherit",
  });
  signal.addEventListener("abort", () => void child.kill("SIGTERM"), { once: true });
  const [code] = await once(child, "exit");
  // Null if a signal ended the program.
  if (code === null) return exitCodes.interrupted;
  return isExitCode(code) ? code : exitCodes.internal;
};

const isExitCode = (code: unknown): code is ExitCode => Object.values<unknown>(exitCodes).includes(code);
