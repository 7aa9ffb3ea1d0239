import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable } from "node:stream";
import { codeOf, done, withServer } from "../http/with-server.ts";

describe("serveWithFault", () => {
  const endings = [
    ["throttle", 429, "TooManyRequests", "7"],
    ["busy", 503, "ServerBusy", "7"],
    ["error", 500, "InternalError", undefined],
  ] as const;
  for (const [ending, status, code, retryAfter] of endings)
    it(`refuses a request: ${ending}`, () =>
      withServer(
        done,
        async ({ send, seen, bugs }) => {
          const response = await send({});
          assert.deepEqual([response.status, codeOf(response)], [status, code]);
          assert.deepEqual([response.headers["retry-after"], seen, bugs], [retryAfter, [], []]);
        },
        { ending },
      ));

  for (const [ending, runs] of [
    ["drop-before", 0],
    ["drop-after", 1],
  ] as const)
    it(`drops a connection: ${ending}`, () =>
      withServer(
        done,
        async ({ send, seen, bugs }) => {
          await assert.rejects(send({}), { code: "ECONNRESET" });
          assert.deepEqual([seen.length, bugs], [runs, []]);
        },
        { ending },
      ));

  it("drops a file's connection without leaving the file open", () => {
    const body = Readable.from(["a"]);
    const closed = once(body, "close");
    return withServer(
      () => ({ status: 200, body }),
      async ({ send }) => {
        await assert.rejects(send({}), { code: "ECONNRESET" });
        await closed;
      },
      { ending: "drop-after" },
    );
  });

  it("strikes only requests whose signature is right", () =>
    withServer(
      done,
      async ({ send }) => {
        const tamper = { authorization: "SharedKey a:b" };
        assert.equal(codeOf(await send({ tamper })), "AuthenticationFailed");
      },
      { ending: "drop-before" },
    ));
});
