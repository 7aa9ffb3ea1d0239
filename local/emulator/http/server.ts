import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Faults } from "../faults/faults.ts";
import { serveWithFault } from "../faults/serve-with-fault.ts";
import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { earlierError } from "../protocol/forms/forms.ts";
import { knownPart } from "../protocol/limit-to-version.ts";
import { readApiVersion } from "../protocol/read-query.ts";
import { readRequest } from "../protocol/read-request.ts";
import type { OperationId } from "../protocol/types.ts";
import { StateUnwritableError } from "../system/errors.ts";
import { authenticate, type SignedRequest } from "./auth.ts";
import { type Control, controlAnswer, sendAnswer } from "./control.ts";
import { dataServiceId } from "./data-service-id.ts";
import { errorBody, refuseUnread } from "./error-body.ts";
import { readBody } from "./read-body.ts";
import { routeInAny, routeInVersion } from "./route.ts";

interface ServerDeps {
  readonly keyOf: (account: string) => string | undefined;
  readonly now: () => Date;
  /** Runs an operation on a request that is signed and fits its definition. */
  readonly run: (operation: OperationId, request: BatchRequest) => BatchResult | Promise<BatchResult>;
  /** Called with an error that no operation should throw. */
  readonly onBug: (error: unknown) => void;
  readonly log: (line: string) => void;
  readonly logRequests?: boolean;
  /** Makes requests fail on purpose. */
  readonly faults?: Pick<Faults, "forRequest">;
  /** URL of the service in responses, without a trailing slash. By default the address that the client used. */
  readonly advertise?: string;
  readonly control: Control;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Idle connections stay open longer than clients keep them, so that none is closed while a client sends on it. */
const keepAliveTimeout = 72_000;

/** Returns the REST API over HTTP: headers, signature, version, definition, errors. Operations are run by `deps.run`. */
export const createServer = (deps: ServerDeps): Server =>
  createHttpServer({ keepAliveTimeout, requestTimeout: 0 }, (request, response) => {
    if (deps.logRequests) logRequest(deps, { request, response });
    serve(deps, { request, response }).catch(deps.onBug);
  }).on("clientError", refuseUnread);

const logRequest = ({ log }: ServerDeps, { request: { method, url }, response }: Exchange): void => {
  const start = performance.now();
  response.once("close", () => {
    const result = response.writableFinished ? response.statusCode : "no response";
    log(`${method} ${url} ${result} ${Math.round(performance.now() - start)} ms`);
  });
};

/** Stops listening and closes all connections, also those with a request under way. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const serve = async (deps: ServerDeps, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange;
  const refuse = (error: unknown) => errorResult(deps, exchange, error);
  try {
    const answer = controlAnswer(deps.control, request);
    if (answer !== undefined) {
      request.resume();
      sendAnswer(request, response, await answer);
      return;
    }
    setCommonHeaders(exchange);
    const signed = signedOf(request);
    const account = authenticate(signed, deps);
    const fault = deps.faults?.forRequest({
      operation: routeInAny(signed).operation,
      method: signed.method,
      path: signed.rawPath,
    });
    const run = () => runRequest(deps, exchange, { signed, account }).catch(refuse);
    const result = await (fault === undefined ? run() : serveWithFault(fault, response, run));
    await send(response, result);
  } catch (error) {
    await send(response, refuse(error));
  }
};

const runRequest = async (
  deps: ServerDeps,
  { request, response }: Exchange,
  { signed, account }: { signed: SignedRequest; account: string },
): Promise<BatchResult> => {
  const body = parseBody(await readBody(request));
  const version = readApiVersion(signed.query.get("api-version"));
  const { operation, params } = routeInVersion(version, signed);
  const read = readRequest({ version, operation, query: Object.fromEntries(signed.query), body });
  const batchRequest: BatchRequest = {
    account,
    requestId: requestIdOf(response),
    apiVersion: version,
    baseUrl: baseUrlOf(deps, request),
    rawPath: signed.rawPath,
    params,
    rawQuery: signed.query,
    headers: request.headers,
    ...read,
  };
  try {
    return finished(operation, batchRequest, await deps.run(operation, batchRequest));
  } catch (error) {
    throw earlierError(version, error);
  }
};

/** Returns the result with its `DataServiceId`, and without the properties that the API version doesn't have. */
const finished = (operation: OperationId, request: BatchRequest, result: BatchResult): BatchResult => {
  const { status, body } = result;
  const id = dataServiceId(operation, request, result);
  const headers = id === undefined ? result.headers : { ...result.headers, DataServiceId: id };
  if (body === undefined || body instanceof Readable) return { status, headers, body };
  return { status, headers, body: knownPart({ version: request.apiVersion, operation, status }, body) };
};

const baseUrlOf = ({ advertise }: ServerDeps, { headers }: IncomingMessage): string =>
  advertise ?? `http://${headers.host}`;

const signedOf = ({ method = "", url = "/", headers }: IncomingMessage): SignedRequest => {
  const cut = url.indexOf("?");
  return {
    method,
    rawPath: cut === -1 ? url : url.slice(0, cut),
    query: new URLSearchParams(cut === -1 ? "" : url.slice(cut + 1)),
    headers,
  };
};

const parseBody = (body: Buffer): unknown => {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BatchError("InvalidRequestBody", { Reason: error.message });
  }
};

const setCommonHeaders = ({ request: { headers }, response }: Exchange): void => {
  response.setHeader("request-id", randomUUID());
  response.setHeader("DataServiceVersion", "3.0");
  response.setHeader("Server", "Microsoft-HTTPAPI/2.0");
  response.setHeader("X-Content-Type-Options", "nosniff");
  const id = headers["client-request-id"];
  if (id !== undefined && String(headers["return-client-request-id"]).toLowerCase() === "true")
    response.setHeader("client-request-id", id);
};

const send = async (
  response: ServerResponse,
  { status, reason, headers = {}, body }: BatchResult = { status: 500 },
): Promise<void> => {
  // The client is gone, or a fault dropped its connection, or a file failed while it was sent.
  if (response.destroyed || response.headersSent) {
    if (body instanceof Readable) body.destroy();
    response.destroy();
    return;
  }
  // A file that can't be read is an error before its headers are sent.
  if (body instanceof Readable) await once(body, "readable");
  response.statusCode = status;
  if (reason !== undefined) response.statusMessage = reason;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body instanceof Readable) return pipeline(body, response);
  if (body === undefined) {
    response.end();
    return;
  }
  const text = JSON.stringify(body);
  response.setHeader("Content-Type", "application/json;odata=minimalmetadata");
  response.setHeader("Content-Length", Buffer.byteLength(text));
  response.end(text);
};

const errorResult = (deps: ServerDeps, { request, response }: Exchange, error: unknown): BatchResult => {
  const known = batchErrorOf(error);
  if (error instanceof StateUnwritableError) deps.log(`a request failed: ${error.message}`);
  else if (known !== error && !response.headersSent) deps.onBug(error);
  // Azure's reason phrase is the message (recorded: Azure/doAzureParallel#5), which a refused HEAD has nowhere else.
  const refusal = {
    status: known.status,
    reason: known.message,
    // The client may still be sending the body that is refused.
    headers: known.code === "RequestBodyTooLarge" ? { Connection: "close" } : undefined,
  };
  // A response to HEAD, and a 304, have no body.
  if (request.method === "HEAD" || known.status === 304) return refusal;
  const body = errorBody(known, { baseUrl: baseUrlOf(deps, request), requestId: requestIdOf(response) });
  return { ...refusal, body };
};

const requestIdOf = (response: ServerResponse): string => String(response.getHeader("request-id"));

const batchErrorOf = (error: unknown): BatchError => {
  if (error instanceof BatchError) return error;
  return new BatchError(
    "InternalError",
    error instanceof StateUnwritableError ? { Reason: error.message } : {},
  );
};
