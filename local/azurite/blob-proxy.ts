import { randomUUID } from "node:crypto";
import { Agent, createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { finished, pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../emulator/faults/faults.ts";
import { codeOf } from "../emulator/system/errors.ts";
import { listen } from "../emulator/system/listen.ts";
import { type Passing, startResponse, startUpstream } from "./blob-upstream.ts";
import { cutRequest, cutResponse, hasBody } from "./cut.ts";

interface BlobProxyOptions {
  /** `http://127.0.0.1:<port>` of the blob service. */
  readonly target: string;
  readonly faults: Pick<Faults, "forBlobRequest">;
  /** 0, the default, chooses a free port. A taken port rejects with code EADDRINUSE. */
  readonly port?: number;
}

export interface BlobProxy {
  readonly endpoint: string;
  /** Breaks open connections and resolves when the proxy has stopped. */
  close(): Promise<void>;
}

/**
 * Starts a proxy that makes requests to a blob service fail. Other requests pass unchanged, path and Host header included, so
 * that signatures stay valid. Bodies are streamed.
 */
export const startBlobProxy = async ({ target, faults, port = 0 }: BlobProxyOptions): Promise<BlobProxy> => {
  // Azurite closes connections after 5 s idle; using one just then would be an undeclared fault.
  const agent = new Agent({ keepAlive: true, agentKeepAliveTimeoutBuffer: 4000, maxSockets: 256 });
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (request, response) => {
    // A destroyed request loses its socket.
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

/** Forwards the request. Resolves when the response begins. */
const pass = async (passing: Passing): Promise<IncomingMessage> => {
  const upstream = startUpstream(passing);
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once("response", resolve).once("error", reject);
  });
  // Before the response `upstream` emits the same error; after it the service needs no more of the body.
  pipeline(passing.request, upstream).catch(() => {});
  return answer;
};

const passResponse = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  // The client has closed the connection.
  if (response.destroyed) return void answer.destroy();
  startResponse(answer, response);
  await pipeline(answer, response);
};

/** Returns whether one side has closed the connection. */
const isBroken = (error: unknown): boolean =>
  (error instanceof Error && "syscall" in error) || brokenCodes.test(codeOf(error) ?? "");

const brokenCodes = /^(ECONNRESET|EPIPE|ERR_STREAM_\w+|HPE_\w+)$/;

/** Responds like Azure Storage to a request that it can't serve. */
const refuseBlobRequest = (
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  ending: "blob-busy" | "blob-error",
): void => {
  const { status, code, message } = refusals[ending];
  const requestId = randomUUID();
  response.writeHead(status, message, {
    "content-type": "application/xml",
    server: "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0",
    "x-ms-error-code": code,
    "x-ms-request-id": requestId,
    "x-ms-version": request.headers["x-ms-version"] ?? "2020-10-02",
  });
  // An unread body would block the connection.
  request.resume();
  response.end(request.method === "HEAD" ? undefined : body({ code, message, requestId }));
};

/** "Common REST API error codes" of Azure Storage: code, status and message. */
const refusals = {
  "blob-busy": {
    status: 503,
    code: "ServerBusy",
    message: "The server is currently unable to receive requests. Please retry your request.",
  },
  "blob-error": {
    status: 500,
    code: "InternalError",
    message: "The server encountered an internal error. Please retry the request.",
  },
} as const;

const body = ({ code, message, requestId }: { code: string; message: string; requestId: string }): string =>
  `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\n` +
  `RequestId:${requestId}\nTime:${new Date().toISOString()}</Message></Error>`;
