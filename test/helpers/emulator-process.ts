import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { until } from "./until.ts";

interface EmulatorProcess {
  readonly child: ChildProcess;
  /** Everything that the program has printed. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Variables that the program has printed. */
  readonly variables: () => Readonly<Record<string, string>>;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
}

/** The program `azure-batch-emulator`. */
export const program = fileURLToPath(new URL("../../local/emulator/bin.ts", import.meta.url));

/** Starts the program `azure-batch-emulator` with a folder for its state. */
export const spawnEmulator = (
  dir: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): EmulatorProcess => {
  const child = spawn(process.execPath, [program, "--dir", dir, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const pairs = () => stdout.matchAll(/^(AZURE_\w+)=(.*)$/gm);
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    variables: () => Object.fromEntries(Array.from(pairs(), ([, name, value]) => [name, value])),
    ended: once(child, "close").then(([code]) => code),
  };
};

/** Starts the program, waits until it has printed its variables, and stops it afterwards. */
export const withEmulator = async (
  dir: string,
  args: readonly string[],
  use: (emulator: EmulatorProcess & { readonly endpoint: string; readonly key: string }) => Promise<void>,
  env?: NodeJS.ProcessEnv,
): Promise<void> => {
  const emulator = spawnEmulator(dir, args, env);
  try {
    await until(
      () => /^AZURE_BATCH_ACCESS_KEY=.*\n/m.test(emulator.stdout()) || emulator.child.exitCode !== null,
      {
        what: "variables of the emulator",
      },
    );
    const { AZURE_BATCH_ENDPOINT: endpoint = "", AZURE_BATCH_ACCESS_KEY: key = "" } = emulator.variables();
    await use({ ...emulator, endpoint, key });
  } finally {
    emulator.child.kill("SIGTERM");
    await emulator.ended;
  }
};
