import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../emulator/faults/faults.ts";
import { codeOf } from "../emulator/system/errors.ts";
import { listen } from "../emulator/system/listen.ts";
import { refuseBlobRequest } from "./blob-refusal.ts";
import { type Passing, startResponse, startUpstream } from "./blob-upstream.ts";
import { cutRequest, cutResponse, hasBody } from "./cut.ts";

interface BlobProxyOptions {
  /** `http://127.0.0.1:<port>` of the blob service. */
  readonly target: string;
  readonly faults: Pick<Faults, "forBlobRequest">;
  /** 0, the default, is any free one. A taken one rejects with code EADDRINUSE. */
  readonly port?: number;
}

export interface BlobProxy {
  readonly endpoint: string;
  /** Resolves when nothing goes through any more; what still did is broken off. */
  close(): Promise<void>;
}

/**
 * Stands in front of a blob service and makes requests to it fail. All else passes as it is, path and Host header too, so
 * signatures hold; a body is never in memory as a whole.
 */
export const startBlobProxy = async ({ target, faults, port = 0 }: BlobProxyOptions): Promise<BlobProxy> => {
  // Azurite closes a connection that is idle for 5 s; to take it just then would be a fault that nobody declared.
  const agent = new Agent({ keepAlive: true, agentKeepAliveTimeoutBuffer: 4000, maxSockets: 256 });
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (request, response) => {
    // A request that is destroyed forgets its socket.
    const { socket } = request;
    serve({ request, response, socket, target, agent }, faults).catch((error: unknown) => {
      if (!isBroken(error)) throw error;
      socket.destroy();
    });
  });
  const endpoint = `http://127.0.0.1:${await listen(server, port)}`;
  return {
    endpoint,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
};

const serve = async (passing: Passing, faults: BlobProxyOptions["faults"]): Promise<void> => {
  const { request, response, socket } = passing;
  const path = request.url?.split("?", 1)[0] ?? "";
  const fault = faults.forBlobRequest({ method: request.method ?? "", path });
  if (fault !== undefined) await delay(fault.delayMs, undefined, { ref: false });
  if (socket.destroyed) return;
  switch (fault?.ending) {
    case undefined:
      return passResponse(await pass(passing), response);
    case "blob-busy":
    case "blob-error":
      return refuseBlobRequest(passing, fault.ending);
    case "blob-drop-before":
      return void socket.destroy();
    case "blob-drop-after":
      await finished((await pass(passing)).resume());
      return void socket.destroy();
    case "blob-drop-mid":
      await (hasBody(request)
        ? cutRequest(request, startUpstream(passing))
        : cutResponse(await pass(passing), response));
      return void socket.destroy();
  }
};

/** Sends the request on; resolves when the answer begins. */
const pass = async (passing: Passing): Promise<IncomingMessage> => {
  const upstream = startUpstream(passing);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once("response", resolve).once("error", reject);
  });
  // Before the answer `upstream` reports the same error; after it the service has all that it wanted to read.
  pipeline(passing.request, upstream).catch(() => {});
  return answer;
};

const passResponse = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  // Nobody waits for it any more.
  if (response.destroyed) return void answer.destroy();
  startResponse(answer, response);
  await pipeline(answer, response);
};

/** One side of a connection has gone; there is nothing more to say to the other one. */
const isBroken = (error: unknown): boolean =>
  (error instanceof Error && "syscall" in error) || brokenCodes.test(codeOf(error) ?? "");

const brokenCodes = /^(ECONNRESET|EPIPE|ERR_STREAM_\w+|HPE_\w+)$/;
