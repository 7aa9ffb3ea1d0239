import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";

const names = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"] as const;

/**
 * Checks a request's conditional header.
 *
 * @throws BatchError NotModified for a read, ConditionNotMet for a write, MultipleConditionHeadersNotSupported or InvalidHeaderValue.
 * https://learn.microsoft.com/rest/api/batchservice/common-parameters-and-headers
 */
export const checkPreconditions = (
  request: Pick<BatchRequest, "headers">,
  resource: { readonly eTag: string; readonly lastModified: string },
  kind: "read" | "write",
): void => {
  const given = names.filter((name) => request.headers[name] !== undefined);
  if (given.length === 0) return;
  if (given.length > 1) throw new BatchError("MultipleConditionHeadersNotSupported");
  const name = given[0]!;
  if (holds(name, String(request.headers[name]), resource)) return;
  throw new BatchError(kind === "read" ? "NotModified" : "ConditionNotMet");
};

const holds = (
  name: (typeof names)[number],
  value: string,
  resource: { readonly eTag: string; readonly lastModified: string },
): boolean => {
  if (name === "if-match") return matches(value, resource.eTag);
  if (name === "if-none-match") return !matches(value, resource.eTag);
  const limit = Date.parse(value);
  if (Number.isNaN(limit))
    throw new BatchError("InvalidHeaderValue", { HeaderName: name, HeaderValue: value });
  // HTTP dates have whole seconds.
  const modified = Math.floor(Date.parse(resource.lastModified) / 1000) * 1000;
  return name === "if-modified-since" ? modified > limit : modified <= limit;
};

// Python's client quotes ETags; the service doesn't.
const matches = (value: string, eTag: string): boolean => {
  const bare = value.replace(/^W\//, "").replace(/^"(.*)"$/, "$1");
  return bare === "*" || bare === eTag;
};
