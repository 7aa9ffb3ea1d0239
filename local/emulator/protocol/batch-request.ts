import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { formatHttpTime } from "../time/clock.ts";
import { BatchError, type ErrorCode } from "./errors.ts";
import type { OperationId, RequestBodies } from "./types.ts";
import type { ApiVersion } from "./versions.ts";

/** A request that is signed and fits its operation's definition. */
export interface BatchRequest<Id extends OperationId = OperationId> {
  readonly account: string;
  /** The response's `request-id`. */
  readonly requestId: string;
  readonly apiVersion: ApiVersion;
  /** `http://host:port` as the client wrote it; links start with it. */
  readonly baseUrl: string;
  /** As sent, percent-encoded, without the query. */
  readonly rawPath: string;
  /** The path's variables, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** By Azure's names, with numbers and booleans converted. */
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly rawQuery: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody<Id>;
}

/** Undefined for an operation that takes no body. */
type RequestBody<Id extends OperationId> = Id extends keyof RequestBodies ? RequestBodies[Id] : undefined;

export interface BatchResult {
  readonly status: number;
  /** HTTP's reason phrase; by default that of the status. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. Undefined: no body. */
  readonly body?: object | Readable;
}

/** The properties of a resource that a response's headers carry. */
export interface ResourceHead {
  readonly url: string;
  readonly eTag: string;
  readonly lastModified: string;
}

/** Returns a variable of the path. Throws an Error if the operation's path doesn't have it. */
export const param = (request: BatchRequest, name: string): string => {
  const value = request.params[name];
  if (value === undefined) throw new Error(`no ${name} in ${request.rawPath}`);
  return value;
};

/** Returns a query parameter as text; undefined if it is absent or empty. */
export const queryText = (request: BatchRequest, name: string): string | undefined => {
  const value = request.query[name];
  return value === undefined ? undefined : String(value);
};

export const ok = (body: object, resource?: ResourceHead): BatchResult => ({
  status: 200,
  headers: resource && headersOf(resource),
  body,
});

/** Returns a result without a body: 200, 202 or 204 as Azure's definition says. */
export const done = (status: 200 | 202 | 204, resource?: ResourceHead): BatchResult => ({
  status,
  headers: resource && headersOf(resource),
});

export const created = (resource: ResourceHead): BatchResult => ({
  status: 201,
  headers: { ...headersOf(resource), Location: resource.url },
});

const headersOf = ({ eTag, lastModified }: ResourceHead) => ({
  ETag: eTag,
  "Last-Modified": formatHttpTime(lastModified),
});

/** Returns the value; throws Azure's error if it is undefined. */
export const found = <T>(value: T | undefined, code: ErrorCode): T => {
  if (value === undefined) throw new BatchError(code);
  return value;
};
