import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import type { StackOutputs } from "../infra/outputs.ts";
import { codeOf } from "./emulator/system/errors.ts";
import { listen } from "./emulator/system/listen.ts";
import type { ErrorCode } from "./errors.ts";

/**
 * The protocol between commands and the background process: a connection on loopback, whose port and token are in
 * `control.json` in the cloud's folder. The first line is the request, with the token.
 *
 * - `lease`: answered by one line when the cloud is ready or has failed, and held until the connection closes.
 * - `status`: answered by one line at once, also while the cloud starts.
 * - `provider`: answered by one line with the port of the Pulumi provider.
 * - `stop`: ends the process, which closes the connection.
 */
export const ControlFile = v.object({ pid: v.number(), port: v.number(), token: v.string() });
export const Request = v.object({
  token: v.string(),
  want: v.picklist(["lease", "provider", "status", "stop"]),
  /** Of a lease: the process that uses the cloud. */
  pid: v.optional(v.number()),
});
export type Request = v.InferOutput<typeof Request>;

/** State of a running cloud. Contains no secret. */
export const CloudStatus = v.object({
  pid: v.number(),
  /** ISO 8601. */
  startedAt: v.string(),
  /** Absent while the cloud starts. */
  addresses: v.optional(
    v.object({
      batch: v.string(),
      batchAccount: v.string(),
      pool: v.string(),
      blobs: v.string(),
      storageAccount: v.string(),
    }),
  ),
  stackFile: v.optional(v.string()),
  faults: v.optional(v.string()),
  pace: v.optional(v.string()),
  tasks: v.optional(v.object({ waiting: v.number(), running: v.number() })),
  /** Processes that hold a lease. */
  users: v.array(v.number()),
});
export type CloudStatus = v.InferOutput<typeof CloudStatus>;

/** Answer to a request other than `stop`. */
export type Answer =
  | { readonly providerPort: number; readonly error?: never }
  | {
      readonly outputs: StackOutputs;
      readonly stackFile?: string;
      readonly faults?: string;
      readonly pace?: string;
      readonly error?: never;
    }
  | { readonly status: CloudStatus; readonly error?: never }
  | { readonly error: string; readonly code?: ErrorCode | undefined; readonly outputs?: never };

export const controlPath = (dir: string): string => join(dir, "control.json");

interface ControlOptions {
  readonly dir: string;
  /** Never rejects. */
  readonly answer: (want: "lease" | "provider") => Promise<Answer>;
  /** Returns the status of the cloud that these processes use. */
  readonly status: (users: readonly number[]) => CloudStatus;
  /** Called when the number of leases changes. */
  readonly onLeases: () => void;
  readonly onStop: () => void;
}

interface Control {
  /** Returns the number of held leases, an open `provider` request included. */
  leases(): number;
  /** Returns whether commands find this process: false if its folder was removed, or another cloud runs there. */
  isFound(): boolean;
  /** Closes new connections except `stop`, because the cloud is stopping. Open ones stay open until the process ends. */
  refuse(): void;
  /** Removes `control.json`, so that commands no longer find this process. */
  close(): void;
}

export const startControl = async (options: ControlOptions): Promise<Control> => {
  const token = randomBytes(32).toString("hex");
  /** Processes that use the cloud, by their connections. */
  const leases = new Map<Socket, number | undefined>();
  let refused = false;
  const server = createServer((socket) => {
    // The client may be killed.
    socket.on("error", () => {});
    readRequest(socket, token, ({ want, pid }) => {
      if (want === "stop") return options.onStop();
      if (refused) return void socket.destroy();
      if (want === "status") {
        const users = [...leases.values()].filter((user) => user !== undefined);
        return void socket.end(`${JSON.stringify({ status: options.status(users) } satisfies Answer)}\n`);
      }
      leases.set(socket, pid);
      options.onLeases();
      socket.once("close", () => {
        leases.delete(socket);
        options.onLeases();
      });
      options.answer(want).then((answer) => socket.write(`${JSON.stringify(answer)}\n`));
    });
  });
  const port = await listen(server);
  writeControlFile(options.dir, { pid: process.pid, port, token });
  return {
    leases: () => leases.size,
    isFound: () => holdsToken(options.dir, token),
    refuse: () => {
      refused = true;
    },
    close: () => {
      rmSync(controlPath(options.dir), { force: true });
      server.close();
    },
  };
};

const holdsToken = (dir: string, token: string): boolean => {
  try {
    return readFileSync(controlPath(dir), "utf8").includes(token);
  } catch (error) {
    // Other errors, such as too many open files, may be temporary.
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
  }
};

/** Reads the request. Closes a connection that sends no line within 5 s, over 1000 characters, or a wrong token. */
const readRequest = (socket: Socket, token: string, onRequest: (request: Request) => void): void => {
  let text = "";
  const onData = (chunk: string): void => {
    text += chunk;
    if (text.length > 1000) return void socket.destroy();
    if (!text.includes("\n")) return;
    socket.off("data", onData).setTimeout(0).resume();
    const request = v.safeParse(v.pipe(v.string(), v.parseJson(), Request), text);
    if (!request.success || request.output.token !== token) return void socket.destroy();
    onRequest(request.output);
  };
  socket.setEncoding("utf8").on("data", onData);
  socket.setTimeout(5000, () => socket.destroy());
};

// Renamed, so that commands never read half of it.
const writeControlFile = (dir: string, content: v.InferOutput<typeof ControlFile>): void => {
  const temporary = `${controlPath(dir)}.${content.pid}`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, controlPath(dir));
};
