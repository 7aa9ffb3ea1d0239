import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import { formatHttpTime } from "../time/clock.ts";
import { BatchError, type ErrorCode } from "./errors.ts";
import type { OperationId, RequestBodies } from "./types.ts";
import type { ApiVersion } from "./versions.ts";

/** A request that is signed and fits its operation's definition. */
export interface BatchRequest<Id extends OperationId = OperationId> {
  readonly account: string;
  readonly apiVersion: ApiVersion;
  /** `http://host:port` as the client wrote it: what links are made of. */
  readonly baseUrl: string;
  /** As sent, percent-encoded, without the query. */
  readonly rawPath: string;
  /** The path's variables, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Checked against the operation's definition, under Azure's names: numbers are numbers. */
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly rawQuery: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: RequestBody<Id>;
}

/** Undefined for an operation that takes no body. */
type RequestBody<Id extends OperationId> = Id extends keyof RequestBodies ? RequestBodies[Id] : undefined;

export interface BatchResult {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; nothing where it is left out. */
  readonly body?: object | Readable;
}

/** What the headers of a response say about a resource. */
export interface ResourceHead {
  readonly url: string;
  readonly eTag: string;
  readonly lastModified: string;
}

/** The path's variable, which the table of operations has for sure. */
export const param = (request: BatchRequest, name: string): string => {
  const value = request.params[name];
  if (value === undefined) throw new Error(`no ${name} in ${request.rawPath}`);
  return value;
};

/** A query parameter that is a text; undefined where it is absent or empty. */
export const queryText = (request: BatchRequest, name: string): string | undefined => {
  const value = request.query[name];
  return value === undefined ? undefined : String(value);
};

export const ok = (body: object, resource?: ResourceHead): BatchResult => ({
  status: 200,
  headers: resource && headersOf(resource),
  body,
});

/** Done, with no body: 200, 202 or 204 as Azure's definition says. */
export const done = (status: 200 | 202 | 204, resource?: ResourceHead): BatchResult => ({
  status,
  headers: resource && headersOf(resource),
});

export const created = (resource: ResourceHead): BatchResult => ({
  status: 201,
  headers: { ...headersOf(resource), Location: resource.url },
});

const headersOf = ({ url, eTag, lastModified }: ResourceHead) => ({
  ETag: eTag,
  "Last-Modified": formatHttpTime(lastModified),
  DataServiceId: url,
});

/** What was found, or Azure's error for its absence. */
export const found = <T>(value: T | undefined, code: ErrorCode): T => {
  if (value === undefined) throw new BatchError(code);
  return value;
};
