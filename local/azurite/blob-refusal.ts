import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Responds like Azure Storage to a request that it can't serve. */
export const refuseBlobRequest = (
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
