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
 * How commands reach the background process: a connection on loopback, found through `control.json` in the cloud's folder.
 * The first line is the request with the file's token. A `lease` is answered by one line as soon as the cloud is ready
 * or has failed, and then held until the connection closes. A `provider` is answered by a line with the port of the Pulumi provider.
 * A `stop` is answered by the end of the process.
 */
export const ControlFile = v.object({ pid: v.number(), port: v.number(), token: v.string() });
export const Request = v.object({ token: v.string(), want: v.picklist(["lease", "provider", "stop"]) });
export type Request = v.InferOutput<typeof Request>;

/** Answer to a lease, or to `provider`. */
export type Answer =
  | { readonly providerPort: number; readonly error?: never }
  | {
      readonly outputs: StackOutputs;
      readonly stackFile?: string;
      readonly faults?: string;
      readonly error?: never;
    }
  | { readonly error: string; readonly code?: ErrorCode | undefined; readonly outputs?: never };

export const controlPath = (dir: string): string => join(dir, "control.json");

interface ControlOptions {
  readonly dir: string;
  /** Never rejects. */
  readonly answer: (want: "lease" | "provider") => Promise<Answer>;
  /** Called when the number of leases changes. */
  readonly onLeases: () => void;
  readonly onStop: () => void;
}

interface Control {
  /** How many are held, an open request for the provider included. */
  leases(): number;
  /** Whether commands find this process: not once its folder was removed, or another cloud runs there. */
  isFound(): boolean;
  /** From now on hangs up on all but `stop`: the cloud is ending. What is open stays open until the process ends. */
  refuse(): void;
  /** Nobody finds this process any more. */
  close(): void;
}

export const startControl = async (options: ControlOptions): Promise<Control> => {
  const token = randomBytes(32).toString("hex");
  const leases = new Set<Socket>();
  let refused = false;
  const server = createServer((socket) => {
    // The other side may be killed at any moment.
    socket.on("error", () => {});
    readRequest(socket, token, (want) => {
      if (want === "stop") return options.onStop();
      if (refused) return void socket.destroy();
      leases.add(socket);
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
    // Anything else may pass: a disk that fails, too many open files.
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
  }
};

/** Closes a connection that says nothing, too much, or has not the token. */
const readRequest = (socket: Socket, token: string, onWant: (want: Request["want"]) => void): void => {
  let text = "";
  const onData = (chunk: string): void => {
    text += chunk;
    if (text.length > 1000) return void socket.destroy();
    if (!text.includes("\n")) return;
    socket.off("data", onData).setTimeout(0).resume();
    const request = v.safeParse(v.pipe(v.string(), v.parseJson(), Request), text);
    if (!request.success || request.output.token !== token) return void socket.destroy();
    onWant(request.output.want);
  };
  socket.setEncoding("utf8").on("data", onData);
  socket.setTimeout(5000, () => socket.destroy());
};

// By rename, so that nobody reads half of it.
const writeControlFile = (dir: string, content: v.InferOutput<typeof ControlFile>): void => {
  const temporary = `${controlPath(dir)}.${content.pid}`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, controlPath(dir));
};
