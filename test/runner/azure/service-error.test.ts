import assert from "node:assert/strict";
import { ServiceError, serviceErrorFrom } from "../../../runner/azure/service-error.ts";

/** As the Batch SDK throws it: the message is an object. */
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

describe("batch/service-error", () => {
  it("says what Azure says, in one line", () => {
    const error = serviceErrorFrom(batchError(400, body));
    assert.equal(error?.message, "The value is wrong.; PropertyName: poolInfo");
    assert.deepEqual([error?.code, error?.status], ["JobExists", 400]);
  });

  it("takes nothing secret along", () => {
    const error = serviceErrorFrom(batchError(403, body));
    assert(!JSON.stringify({ ...error, stack: error?.stack, cause: error?.cause }).includes("SharedKey"));
  });

  it("knows how long the service wants to be left alone", () => {
    assert.equal(serviceErrorFrom(batchError(429, body, { "retry-after": "7" }))?.retryAfterMs, 7000);
    assert.equal(serviceErrorFrom(batchError(429, body))?.retryAfterMs, undefined);
  });

  it("429 passes", transient(batchError(429, body), true));
  it("503 passes", transient(batchError(503, body), true));
  it("409 stays", transient(batchError(409, body), false));
  it("501 stays: the local service does not have it", transient(batchError(501, body), false));
  it("a refused connection passes", transient(Object.assign(new Error("x"), { code: "ECONNREFUSED" }), true));
  it(
    "a download that breaks off passes",
    transient(Object.assign(new Error("The operation was aborted."), { name: "AbortError" }), true),
  );
  it(
    "an answer that breaks off passes",
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
      `an answer that is not HTTP passes (${code})`,
      transient(Object.assign(new Error("x"), { name, code }), true),
    );
  it(
    "an untrusted certificate is not transient",
    transient(Object.assign(new Error("x"), { name: "RestError", code: "CERT_HAS_EXPIRED" }), false),
  );
  it("a bug is no service error", transient(new TypeError("x"), undefined));
  it(
    "a full disk is no service error",
    transient(Object.assign(new Error("x"), { code: "ENOSPC" }), undefined),
  );

  it("stays what it is", () => {
    const error = new ServiceError({ code: "X", message: "y" });
    assert.equal(serviceErrorFrom(error), error);
  });
});
