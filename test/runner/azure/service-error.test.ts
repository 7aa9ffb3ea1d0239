import assert from "node:assert/strict";
import { ServiceError, serviceErrorFrom } from "../../../runner/azure/service-error.ts";

/** An error in the form of the Batch SDK, whose message is an object. */
const batchError = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Object.assign(new Error("[object Object]"), {
    code: "JobExists",
    statusCode: status,
    body,
    request: { headers: { authorization: "SharedKey acct:c2VjcmV0" } },
    response: { headers: { get: (name: string) => headers[name] } },
  });

const body = {
  code: "InvalidPropertyValue",
  message: { lang: "en-US", value: "The value is wrong.\nRequestId:1\nTime:2" },
  values: [{ key: "PropertyName", value: "poolInfo" }],
};

const transient = (error: Error, expected: boolean | undefined) => () =>
  assert.equal(serviceErrorFrom(error)?.isTransient, expected);

describe("serviceErrorFrom", () => {
  it("returns Azure's code, status and message in one line", () => {
    const error = serviceErrorFrom(batchError(400, body));
    assert.equal(error?.message, "The value is wrong.; PropertyName: poolInfo");
    assert.deepEqual([error?.code, error?.status], ["JobExists", 400]);
  });

  it("omits the request's authorization", () => {
    const error = serviceErrorFrom(batchError(403, body));
    assert(!JSON.stringify({ ...error, stack: error?.stack, cause: error?.cause }).includes("SharedKey"));
  });

  it("returns the time in Retry-After", () => {
    assert.equal(serviceErrorFrom(batchError(429, body, { "retry-after": "7" }))?.retryAfterMs, 7000);
    assert.equal(serviceErrorFrom(batchError(429, body))?.retryAfterMs, undefined);
  });

  it("marks 429 as transient", transient(batchError(429, body), true));
  it("marks 503 as transient", transient(batchError(503, body), true));
  it("marks 409 as permanent", transient(batchError(409, body), false));
  it(
    "marks 501, of an operation that the emulator lacks, as permanent",
    transient(batchError(501, body), false),
  );
  it(
    "marks a refused connection as transient",
    transient(Object.assign(new Error("x"), { code: "ECONNREFUSED" }), true),
  );
  it(
    "marks an interrupted download as transient",
    transient(Object.assign(new Error("The operation was aborted."), { name: "AbortError" }), true),
  );
  it(
    "marks an interrupted response as transient",
    transient(
      Object.assign(new Error("Error reading response as text: aborted"), { code: "PARSE_ERROR" }),
      true,
    ),
  );
  for (const [name, code] of [
    ["FetchError", "EPROTO"],
    ["RestError", "HPE_INVALID_CONSTANT"],
  ] as const)
    it(
      `marks a response that isn't HTTP as transient (${code})`,
      transient(Object.assign(new Error("x"), { name, code }), true),
    );
  it(
    "marks an untrusted certificate as permanent",
    transient(Object.assign(new Error("x"), { name: "RestError", code: "CERT_HAS_EXPIRED" }), false),
  );
  it("returns undefined for a TypeError", transient(new TypeError("x"), undefined));
  it(
    "returns undefined for a full disk",
    transient(Object.assign(new Error("x"), { code: "ENOSPC" }), undefined),
  );

  it("returns a ServiceError unchanged", () => {
    const error = new ServiceError({ code: "X", message: "y" });
    assert.equal(serviceErrorFrom(error), error);
  });
});
