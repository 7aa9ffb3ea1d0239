import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Launcher } from "./launcher.ts";

/** Environment setting of a task with its exit code in place of 0. */
const exitCodeVariable = "BATCH_EMULATOR_EXIT_CODE";

/** Returns a launcher that starts no process: each task has empty output and ends immediately. */
export const createIdleLauncher = (): Launcher => ({
  isIdle: true,
  run: async ({ dir, env }, signal) => {
    await mkdir(join(dir, "wd"), { recursive: true });
    for (const name of ["stdout.txt", "stderr.txt"]) await writeFile(join(dir, name), "");
    if (signal.aborted) return { kind: "aborted" };
    return { kind: "exited", exitCode: Number.parseInt(env[exitCodeVariable] ?? "0", 10) || 0 };
  },
  close: async () => {},
});
