import { randomUUID } from "node:crypto";
import { maxHeaderSize } from "node:http";
import type { Socket } from "node:net";
import { errorJson } from "../protocol/error-json.ts";
import { BatchError } from "../protocol/errors.ts";

/** Returns an error's body as Azure sends it. */
export const errorBody = (
  error: BatchError,
  { baseUrl, requestId }: { baseUrl: string; requestId: string },
): object => ({
  "odata.metadata": `${baseUrl}/$metadata#Microsoft.Azure.Batch.Protocol.Entities.Container.errors/@Element`,
  ...errorJson(error, requestId),
});

/** Writes the response to a request that Node's HTTP parser refused: one with too long headers, or that isn't HTTP. */
export const refuseUnread = (problem: { readonly code?: string }, socket: Socket): void => {
  if (!socket.writable || problem.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const error =
    problem.code === "HPE_HEADER_OVERFLOW"
      ? new BatchError("InvalidHeaderValue", { Reason: `The headers take more than ${maxHeaderSize} bytes.` })
      : new BatchError("InvalidUri", { Reason: "The request is not HTTP/1.1." });
  const requestId = randomUUID();
  const baseUrl = `http://${socket.localAddress}:${socket.localPort}`;
  const body = JSON.stringify(errorBody(error, { baseUrl, requestId }));
  const head = [
    `HTTP/1.1 ${error.status} Bad Request`,
    "Content-Type: application/json;odata=minimalmetadata",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `request-id: ${requestId}`,
    "DataServiceVersion: 3.0",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
};
