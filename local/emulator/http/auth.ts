import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { BatchError } from "../protocol/errors.ts";
import { readTaskToken } from "../system/task-token.ts";

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

const maxSkewMillis = 15 * 60_000;

/**
 * Returns the account that signed the request with its key, or whose key signed the task's token that the request has.
 *
 * @throws BatchError AuthenticationFailed, InvalidAuthenticationInfo, InsufficientAccountPermissions or, for an ambiguous query,
 * InvalidQueryParameterValue.
 * https://learn.microsoft.com/rest/api/batchservice/authenticate-requests-to-the-azure-batch-service
 */
export const authenticate = (
  request: SignedRequest,
  deps: { keyOf: (account: string) => string | undefined; now: () => Date },
): string => {
  checkUnambiguous(request.query);
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (token !== undefined) return authenticateTask(request, { token, keyOf: deps.keyOf });
  const { account, signature } = parseAuthorization(request.headers.authorization);
  checkDate(request.headers, deps.now());
  const key = deps.keyOf(account);
  if (key === undefined)
    throw failed(`Cannot find the claimed account when trying to GetProperties for the account ${account}.`);
  const text = stringToSign(request, account);
  const expected = createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest();
  const given = Buffer.from(signature, "base64");
  if (given.length === expected.length && timingSafeEqual(given, expected)) return account;
  throw failed(
    `The MAC signature found in the HTTP request '${signature}' is not the same as any computed signature. Server used following string to sign: '${text}'.`,
  );
};

/** A task's token is for the operations on its job (Swagger, AuthenticationTokenSettings.access). */
const authenticateTask = (
  { rawPath }: SignedRequest,
  { token, keyOf }: { token: string; keyOf: (account: string) => string | undefined },
): string => {
  const scope = readTaskToken(token, keyOf);
  if (scope === undefined) throw failed("The Bearer token is not one that the service gave to a task.");
  const [, set, id] = rawPath.split("/");
  if (set !== "jobs" || id?.replaceAll(/%3A/gi, ":").toLowerCase() !== scope.job.toLowerCase())
    throw new BatchError("InsufficientAccountPermissions");
  return scope.account;
};

/**
 * Refuses queries that have the same text to sign as another query: clients sign only one value of a repeated parameter, and a
 * line feed, or a colon in a name, looks like the end of a signed parameter.
 */
const checkUnambiguous = (query: URLSearchParams): void => {
  const names = new Set<string>();
  for (const [name, value] of query) {
    if (names.has(name.toLowerCase())) throw ambiguous(name, value, "The parameter is given more than once");
    if (/[\n:]/.test(name) || value.includes("\n"))
      throw ambiguous(name, value, "A line feed or a colon can't be signed");
    names.add(name.toLowerCase());
  }
};

const ambiguous = (name: string, value: string, Reason: string): BatchError =>
  new BatchError("InvalidQueryParameterValue", {
    QueryParameterName: name,
    QueryParameterValue: value,
    Reason,
  });

const parseAuthorization = (header: string | undefined) => {
  if (header === undefined) throw failed("The Authorization header is missing.");
  const match = /^SharedKey ([^:\s]+):(\S+)$/.exec(header);
  if (match === null) {
    throw new BatchError("InvalidAuthenticationInfo", {
      AuthenticationErrorDetail: "Expected 'SharedKey <account>:<signature>' in the Authorization header.",
    });
  }
  return { account: match[1] as string, signature: match[2] as string };
};

const checkDate = (headers: IncomingHttpHeaders, now: Date): void => {
  const text = dateOf(headers);
  const date = Date.parse(text);
  if (Number.isNaN(date)) throw failed("The ocp-date or Date header is missing or not an RFC 1123 time.");
  if (Math.abs(now.getTime() - date) > maxSkewMillis)
    throw failed(`The date header in the request is too far from the server's time: '${text}'.`);
};

const dateOf = (headers: IncomingHttpHeaders): string => one(headers["ocp-date"]) || one(headers.date) || "";

const failed = (detail: string): BatchError =>
  new BatchError("AuthenticationFailed", { AuthenticationErrorDetail: detail });

const signedHeaders = [
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "if-modified-since",
  "if-match",
  "if-none-match",
  "if-unmodified-since",
  "range",
];

const stringToSign = ({ method, rawPath, query, headers }: SignedRequest, account: string): string => {
  const ocp = Object.keys(headers)
    .filter((name) => name.startsWith("ocp-"))
    .sort()
    .map((name) => `${name}:${one(headers[name])}`);
  const values = signedHeaders.map((name) => one(headers[name]));
  const parameters = [...query.keys()].sort().map((name) => `${name}:${query.get(name)}`);
  return [method, ...values, ...ocp, [`/${account}${rawPath}`, ...parameters].join("\n")].join("\n");
};

const one = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(",") : (value ?? "");
