import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import type { Faults } from "../faults/faults.ts";
import { failRequests } from "../faults/request-faults.ts";
import { type Operation, operations } from "../operations/operations.ts";
import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { knownPart } from "../protocol/known-part.ts";
import type { Problem } from "../protocol/problem.ts";
import { readApiVersion } from "../protocol/query.ts";
import { readRequest } from "../protocol/request.ts";
import { type ApiVersion, apiVersions, operations as operationsIn } from "../protocol/versions.ts";
import { StateUnwritableError } from "../state/database.ts";
import { codeOf } from "../system/errors.ts";
import { authenticate } from "./auth.ts";
import { errorBody, refuseUnread } from "./error-body.ts";
import { createRouter } from "./route.ts";

interface ServerDeps {
  readonly keyOf: (account: string) => string | undefined;
  readonly now: () => Date;
  /** Runs an operation of the table on a request that is signed and fits its definition. */
  readonly run: (operation: Operation, request: BatchRequest) => BatchResult | Promise<BatchResult>;
  /** Told of a bug, with its stack. */
  readonly onBug: (error: unknown) => void;
  readonly log: (line: string) => void;
  /** Makes requests fail on purpose. */
  readonly faults?: Pick<Faults, "forRequest">;
}

// Azure takes 1 MB for a collection of tasks; other bodies have no limit that is written down.
const bodyLimit = 4 * 1024 * 1024;

/** The REST API over HTTP: headers, signature, version, definition, errors. What an operation does is not known here. */
export const createServer = (deps: ServerDeps): FastifyInstance => {
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    clientErrorHandler: refuseUnread,
    frameworkErrors: (error, request, reply) => {
      // No hook has seen the request yet.
      setCommonHeaders(request, reply);
      sendError(deps, { error, request, reply });
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request, reply) => {
    setCommonHeaders(request, reply);
    request.signer = authenticate(signedOf(request), deps);
  });
  const operationOf = (request: FastifyRequest) => routeAny(signedOf(request)).operation.name;
  if (deps.faults !== undefined) failRequests(app, { faults: deps.faults, operationOf });
  app.decorateRequest("signer", "");
  app.all("/*", (request, reply) => handle(deps, request, reply));
  app.setNotFoundHandler(() => {
    throw new BatchError("ResourceNotFound");
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(deps, { error, request, reply }));
  return app;
};

declare module "fastify" {
  interface FastifyRequest {
    /** The account that signed the request. */
    signer: string;
  }
}

const handle = async (deps: ServerDeps, request: FastifyRequest, reply: FastifyReply) => {
  const [operation, batchRequest] = parse(request);
  const result = await deps.run(operation, batchRequest);
  reply.code(result.status);
  for (const [name, value] of Object.entries(result.headers ?? {})) reply.header(name, value);
  if (result.body === undefined) return reply.send();
  if (result.body instanceof Readable) return reply.send(result.body);
  const place = { version: batchRequest.apiVersion, operation: operation.name, status: result.status };
  const body = JSON.stringify(knownPart(place, result.body));
  return reply.type("application/json;odata=minimalmetadata").send(Buffer.from(body));
};

const parse = (request: FastifyRequest): [Operation, BatchRequest] => {
  const signed = signedOf(request);
  const version = versionOf(signed.query);
  const { operation, params } = routeIn(version)(signed);
  const checked = readRequest({
    version,
    operation: operation.name,
    query: Object.fromEntries(signed.query),
    body: parseBody(request.body),
  });
  if (checked.problems[0] !== undefined) throw refusal(checked.problems[0]);
  const batchRequest: BatchRequest = {
    account: request.signer,
    apiVersion: version,
    baseUrl: `http://${request.headers.host}`,
    rawPath: signed.rawPath,
    params,
    query: checked.query,
    rawQuery: signed.query,
    headers: request.headers,
    body: checked.body,
  };
  return [operation, batchRequest];
};

const routeAny = createRouter(operations);

/** Each version knows its own operations; what another one has is not there. */
const routers = new Map(
  apiVersions.map((version) => {
    const known = new Set(operationsIn(version).map(({ operationId }) => operationId));
    return [version, createRouter(operations.filter(({ name }) => known.has(name)))];
  }),
);

const routeIn = (version: ApiVersion) => routers.get(version) ?? routeAny;

const signedOf = ({ raw, headers }: FastifyRequest) => {
  const url = raw.url ?? "/";
  const cut = url.indexOf("?");
  return {
    method: raw.method ?? "",
    rawPath: cut === -1 ? url : url.slice(0, cut),
    query: new URLSearchParams(cut === -1 ? "" : url.slice(cut + 1)),
    headers,
  };
};

const versionOf = (query: URLSearchParams): ApiVersion => {
  const read = readApiVersion(query.get("api-version") ?? undefined);
  if ("problem" in read) throw refusal(read.problem);
  return read.version;
};

const refusal = ({ code, values }: Problem): BatchError =>
  new BatchError(code, Object.fromEntries(values.map(({ key, value }) => [key, value])));

const parseBody = (body: unknown): unknown => {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BatchError("InvalidRequestBody", { Reason: error.message });
  }
};

const setCommonHeaders = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.header("request-id", randomUUID());
  reply.header("DataServiceVersion", "3.0");
  reply.header("Server", "Microsoft-HTTPAPI/2.0");
  reply.header("X-Content-Type-Options", "nosniff");
  const clientRequestId = request.headers["client-request-id"];
  if (
    clientRequestId !== undefined &&
    String(request.headers["return-client-request-id"]).toLowerCase() === "true"
  )
    reply.header("client-request-id", clientRequestId);
};

const sendError = (
  deps: ServerDeps,
  { error, request, reply }: { error: unknown; request: FastifyRequest; reply: FastifyReply },
) => {
  const known = translate(error);
  if (error instanceof StateUnwritableError) deps.log(`a request failed: ${error.message}`);
  else if (known.code === "InternalError" && known !== error) deps.onBug(error);
  reply.code(known.status);
  // A response to HEAD, and a 304, have no body.
  if (request.method === "HEAD" || known.status === 304) return reply.send();
  return reply
    .type("application/json;odata=minimalmetadata")
    .send(
      Buffer.from(
        errorBody(known, { host: request.headers.host, requestId: String(reply.getHeader("request-id")) }),
      ),
    );
};

const translate = (error: unknown): BatchError => {
  if (error instanceof BatchError) return error;
  if (error instanceof StateUnwritableError)
    return new BatchError("InternalError", { Reason: error.message });
  const code = codeOf(error);
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return new BatchError("RequestBodyTooLarge");
  if (code === "FST_ERR_BAD_URL") return new BatchError("InvalidUri");
  if (code === "FST_ERR_CTP_INVALID_CONTENT_LENGTH") return new BatchError("InvalidRequestBody");
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return new BatchError("InvalidHeaderValue", { HeaderName: "Content-Type" });
  return new BatchError("InternalError");
};
