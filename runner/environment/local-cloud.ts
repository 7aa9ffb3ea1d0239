import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { extname, isAbsolute, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { text as readText } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { environmentError } from "../errors.ts";
import { dependsOnAzbatch } from "../project/find-project.ts";
import { findPulumiProject } from "../project/pulumi-project.ts";

interface LocalCloud {
  /** Stack outputs as JSON. */
  readonly json: string;
  /** Returns the lease. The cloud ends soon after its last task. */
  readonly release: () => void;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The local cloud of a project. */
interface LocalCloudLocation {
  /** Folder of its data. */
  readonly folder: string;
  /** Folder of the Pulumi.yaml with its settings; undefined for the default settings. */
  readonly settings: string | undefined;
}

interface AttachRequest extends LocalCloudLocation {
  /** Whether to start the cloud if it doesn't run; by default, true. */
  readonly startsLocalCloud?: boolean | undefined;
  readonly env: Env;
  readonly signal: AbortSignal;
}

/**
 * Returns the local cloud that commands in a project use: the one in its folder `.local`. Folders that are in no project, and
 * projects of other infrastructures, share one in the user's state folder, so that no keys end up in a foreign repository.
 *
 * @throws RunnerError `LocalCloudFailed` if the user has no state folder, as in a container without HOME.
 */
export const localCloudLocation = ({
  projectDir,
  env,
}: {
  readonly projectDir: string;
  readonly env: Env;
}): LocalCloudLocation => {
  const pulumi = findPulumiProject(projectDir);
  const settings = pulumi?.usesAzbatch ? pulumi.folder : undefined;
  if (env.BATCH_LOCAL_DIR) return { folder: resolve(env.BATCH_LOCAL_DIR), settings };
  const isOwn = settings === projectDir || dependsOnAzbatch(projectDir) === true;
  return { folder: isOwn ? join(projectDir, ".local") : stateFolder(env), settings };
};

/** Returns the user's folder for the state of programs (XDG Base Directory Specification 0.8). Relative paths are invalid there. */
const stateFolder = ({ XDG_STATE_HOME = "", HOME = "" }: Env): string => {
  if (isAbsolute(XDG_STATE_HOME)) return join(XDG_STATE_HOME, "azbatch");
  if (isAbsolute(HOME)) return join(HOME, ".local/state/azbatch");
  throw environmentError(
    "LocalCloudFailed",
    `local cloud: expected HOME to name your home folder, got ${HOME === "" ? "nothing" : `"${HOME}"`}`,
    "Set HOME, or set BATCH_LOCAL_DIR to a folder for the local cloud's data.",
  );
};

/** Arguments with which `local/cli.ts` serves this location. */
const locationArguments = ({ folder, settings }: LocalCloudLocation): string[] => [
  "--dir",
  folder,
  ...(settings === undefined ? [] : ["--project", settings]),
];

/** A separate program: the runner reads its standard output and imports nothing of it. */
export const localCloudProgram = fileURLToPath(
  new URL(`../../local/cli${extname(import.meta.url)}`, import.meta.url),
);

/**
 * Starts the local cloud unless it runs or shouldn't start, and keeps it running while the child's standard input is open. The system closes that when this
 * process ends, even if it is killed.
 *
 * @throws RunnerError `LocalCloudFailed` if the cloud doesn't start.
 */
export const attachLocalCloud = async (request: AttachRequest): Promise<LocalCloud> => {
  const { env, signal, startsLocalCloud = true } = request;
  signal.throwIfAborted();
  const words = ["attach", ...locationArguments(request), ...(startsLocalCloud ? [] : ["--no-start"])];
  // In a separate process group: Ctrl-C is for the runner.
  const child = spawn(process.execPath, [localCloudProgram, ...words], {
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
