import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { text as readText } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { environmentError } from "../errors.ts";

interface LocalCloud {
  /** Stack outputs as JSON. */
  readonly json: string;
  /** Returns the lease. The cloud ends soon after its last task. */
  readonly release: () => void;
}

interface AttachRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A separate program: the runner reads its standard output and imports nothing of it. */
const program = fileURLToPath(new URL(`../../local/cli${extname(import.meta.url)}`, import.meta.url));

/**
 * Starts the local cloud unless it runs, and keeps it running while the child's standard input is open. The system closes that when this
 * process ends, even if it is killed.
 *
 * @throws RunnerError `LocalCloudFailed` if the cloud doesn't start.
 */
export const attachLocalCloud = async ({ env, signal }: AttachRequest): Promise<LocalCloud> => {
  // In a separate process group: Ctrl-C is for the runner.
  const child = spawn(process.execPath, [program, "attach"], {
    detached: true,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const release = (): void => void child.stdin.end();
  signal.addEventListener("abort", release, { once: true });
  // Releasing closes the pipe, so reading may end with an error.
  const stderr = readText(child.stderr).catch(() => "");
  const json = await firstLine(child, signal);
  if (json !== undefined) return { json, release: () => detach(child, release) };
  signal.throwIfAborted();
  const reason = (await stderr).trim().split("\n").at(-1) ?? "";
  throw environmentError(
    "LocalCloudFailed",
    reason.replace(/^Error: /, "") || "the local cloud ended before it was ready",
  );
};

const firstLine = async (child: ChildProcess, signal: AbortSignal): Promise<string | undefined> => {
  if (child.stdout === null) return undefined;
  const lines = createInterface({ input: child.stdout });
  const line = Promise.race([once(lines, "line", { signal }), once(lines, "close", { signal })]);
  const [found] = await line.catch(() => []);
  return typeof found === "string" ? found : undefined;
};

const detach = (child: ChildProcess, release: () => void): void => {
  release();
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
};
