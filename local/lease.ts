import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import { parseStackOutputs, type StackOutputs } from "../infra/outputs.ts";
import { CloudStatus, ControlFile, controlPath, type Request } from "./control.ts";
import { codeOf } from "./emulator/system/errors.ts";
import { errorCodes, LocalCloudError } from "./errors.ts";

/** A lease on the local cloud: the cloud doesn't stop while it is held. */
export interface Lease {
  readonly outputs: StackOutputs;
  /** The stack file whose settings the cloud runs with. */
  readonly stackFile?: string;
  /** Description of the cloud's faults. */
  readonly faults?: string;
  readonly pace?: string;
  /** Resolves when the lease was released or the cloud has ended. */
  readonly ended: Promise<void>;
  release(): void;
}

/**
 * Requests a lease and waits until the cloud is ready.
 *
 * @throws LocalCloudError if the cloud could not start
 */
export const requestLease = async (options: {
  readonly dir: string;
  readonly signal: AbortSignal;
  /** The process that uses the cloud. */
  readonly pid: number;
}): Promise<Lease | "none runs" | "one is ending"> => {
  const socket = await request(options.dir, { want: "lease", pid: options.pid });
  if (!socket) return "none runs";
  const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const hangUp = (): void => void socket.destroy();
  options.signal.addEventListener("abort", hangUp);
  const line = await firstLine(socket);
  options.signal.removeEventListener("abort", hangUp);
  if (line === undefined) return "one is ending";
  const { outputs, stackFile, faults, pace } = parseAnswer(line);
  return { outputs: checkedOutputs(outputs), stackFile, faults, pace, ended, release: hangUp };
};

/**
 * Requests the port of the provider for the Pulumi CLI.
 *
 * @throws LocalCloudError `CloudEnded` if no cloud runs
 */
export const requestProviderPort = async (dir: string): Promise<number> => {
  const socket = await request(dir, { want: "provider" });
  const line = socket && (await firstLine(socket));
  socket?.destroy();
  const { providerPort } = line === undefined ? {} : parseAnswer(line);
  if (providerPort === undefined)
    throw new LocalCloudError(
      "CloudEnded",
      "The local cloud is not running. Start it with `npx azbatch local`.",
    );
  return providerPort;
};

/** Requests the status of the running cloud; undefined if no cloud runs, or one of another version. */
export const requestStatus = async (dir: string): Promise<CloudStatus | undefined> => {
  const socket = await request(dir, { want: "status" });
  const line = socket && (await firstLine(socket));
  socket?.destroy();
  return line === undefined ? undefined : parseAnswer(line).status;
};

/**
 * Stops the local cloud and waits for the end of its process. After `deadlineMs` kills it with its blob service; the launchers
 * end with it and kill its tasks.
 */
export const stop = async (dir: string, deadlineMs = 20_000): Promise<"ended" | "killed" | "none runs"> => {
  const control = readControlFile(dir);
  const socket = await request(dir, { want: "stop" });
  if (!socket || !control) return "none runs";
  const deadline = setTimeout(() => socket.destroy(), deadlineMs);
  await new Promise((resolve) => socket.once("close", resolve).resume());
  clearTimeout(deadline);
  if (await isGone(control.pid)) return "ended";
  killGroup(control.pid);
  await isGone(control.pid);
  return "killed";
};

/** Waits up to 2 s for the end of a process, whose connection closes shortly before. */
const isGone = async (pid: number): Promise<boolean> => {
  for (let looks = 0; looks < 100 && isAlive(pid); looks++) await delay(20);
  return !isAlive(pid);
};

/** Kills the cloud's process group, which includes its blob service. */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
    process.kill(pid, "SIGKILL");
  }
};

const request = async (dir: string, wanted: Omit<Request, "token">): Promise<Socket | undefined> => {
  const control = readControlFile(dir);
  if (!control || !isAlive(control.pid)) return undefined;
  const socket = connect(control.port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } catch (error) {
    if (codeOf(error) === "ECONNREFUSED" || codeOf(error) === "ECONNRESET") return undefined;
    throw error;
  }
  // A killed cloud resets the connection; the `close` event follows.
  socket.on("error", () => {});
  socket.write(`${JSON.stringify({ token: control.token, ...wanted } satisfies Request)}\n`);
  return socket;
};

/** Reads `control.json`. Returns undefined if it is missing or from another version. */
const readControlFile = (dir: string): v.InferOutput<typeof ControlFile> | undefined => {
  try {
    const text = readFileSync(controlPath(dir), "utf8");
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), ControlFile), text);
    return result.success ? result.output : undefined;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
};

const firstLine = (socket: Socket): Promise<string | undefined> =>
  new Promise((resolve) => {
    let text = "";
    socket.once("close", () => resolve(undefined));
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\n")) resolve(text);
    });
  });

const Answer = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    error: v.optional(v.string()),
    code: v.optional(v.picklist(errorCodes)),
    outputs: v.optional(v.unknown()),
    stackFile: v.optional(v.string()),
    faults: v.optional(v.string()),
    pace: v.optional(v.string()),
    providerPort: v.optional(v.number()),
    status: v.optional(CloudStatus),
  }),
);

const parseAnswer = (line: string): v.InferOutput<typeof Answer> => {
  const answer = v.parse(Answer, line);
  if (answer.error !== undefined)
    throw new LocalCloudError(answer.code ?? "StartFailed", `The local cloud did not start: ${answer.error}`);
  return answer;
};

const checkedOutputs = (found: unknown): StackOutputs => {
  const { outputs, problems } = parseStackOutputs(found);
  if (outputs) return outputs;
  throw new LocalCloudError(
    "OtherVersion",
    `The running local cloud is of another version (${problems.join("; ")}). Run \`npx azbatch local stop\` to stop it.`,
  );
};
