import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { BatchError } from "../../../../local/emulator/protocol/errors.ts";
import { StateUnwritableError } from "../../../../local/emulator/system/errors.ts";
import { account } from "../../../helpers/account.ts";
import type { RawRequest } from "../../../helpers/signed-request.ts";
import { codeOf, done, version, withServer } from "./with-server.ts";

describe("createServer", () => {
  it("runs a signed request and sends its result", () =>
    withServer(done, async ({ send, seen }) => {
      const path = `/jobs/j/terminate?${version}`;
      const { status, headers, text: body } = await send({ method: "POST", path, body: "{}" });
      assert.deepEqual([status, headers.etag, headers["content-length"], body], [202, "0x1", "0", ""]);
      assert.deepEqual([headers.dataserviceversion, headers["x-content-type-options"]], ["3.0", "nosniff"]);
      const [{ account: signer, params, apiVersion, rawPath, body: read } = never()] = seen;
      assert.deepEqual(
        [signer, params, apiVersion, rawPath, read],
        [account, { jobId: "j" }, "2025-06-01", "/jobs/j/terminate", {}],
      );
    }));

  it("sends JSON without the properties that the version doesn't have", () =>
    withServer(
      () => ({ status: 200, body: { id: "p", upgradePolicy: { mode: "manual" } } }),
      async ({ send }) => {
        const of = async (api: string) => (await send({ path: `/pools/p?api-version=${api}` })).text;
        assert.equal(await of("2022-10-01.16.0"), '{"id":"p"}');
        assert.match(await of("2025-06-01"), /upgradePolicy/);
        const { headers } = await send({ path: `/pools/p?${version}` });
        assert.equal(headers["content-type"], "application/json;odata=minimalmetadata");
      },
    ));

  it("sends a file as a stream", () =>
    withServer(
      () => ({ status: 200, headers: { "Content-Length": "4" }, body: Readable.from(["ab", "cd"]) }),
      async ({ send }) => assert.equal((await send({})).text, "abcd"),
    ));

  it("answers 500 if a file can't be read, and reports it", () => {
    const broken = () =>
      new Readable({
        read() {
          this.destroy(new Error("gone"));
        },
      });
    return withServer(
      () => ({ status: 200, body: broken() }),
      async ({ send, bugs }) => {
        const response = await send({});
        assert.deepEqual([response.status, codeOf(response), bugs.length], [500, "InternalError", 1]);
      },
    );
  });

  it("sends an operation's refusal with its code, values and the request's id", () =>
    withServer(
      () => {
        throw new BatchError("JobNotFound", { Reason: "none" });
      },
      async ({ send, bugs }) => {
        const { status, headers, text: body } = await send({});
        const { code, message, values } = JSON.parse(body);
        assert.deepEqual([status, code, values], [404, "JobNotFound", [{ key: "Reason", value: "none" }]]);
        assert.match(message.value, new RegExp(`\nRequestId:${headers["request-id"]}\nTime:`));
        assert.deepEqual(bugs, []);
      },
    ));

  it("hides other errors and reports them as bugs", () =>
    withServer(
      () => Promise.reject(new Error("bug")),
      async ({ send, bugs }) => {
        const response = await send({});
        assert.deepEqual([response.status, codeOf(response), bugs.length], [500, "InternalError", 1]);
        assert.doesNotMatch(response.text, /bug/);
      },
    ));

  it("logs a database that can't be written, which isn't a bug", () =>
    withServer(
      () => {
        throw new StateUnwritableError("disk full");
      },
      async ({ send, bugs, log }) => {
        const response = await send({});
        assert.deepEqual([response.status, codeOf(response), bugs], [500, "InternalError", []]);
        assert.match(response.text, /disk full/);
        assert.deepEqual(log, ["a request failed: disk full"]);
      },
    ));

  it("sends no body after HEAD and with 304", () =>
    withServer(
      () => {
        throw new BatchError("NotModified");
      },
      async ({ send }) => {
        const responses = [await send({}), await send({ method: "HEAD", path: `/pools/p?${version}` })];
        assert.deepEqual(
          responses.map(({ status, text: body }) => [status, body]),
          [
            [304, ""],
            [304, ""],
          ],
        );
      },
    ));

  it("returns the client's request id only if the client asks for it", () =>
    withServer(done, async ({ send }) => {
      const id = { "client-request-id": "mine" };
      const asked = await send({ headers: { ...id, "return-client-request-id": "True" } });
      const silent = await send({ headers: { ...id, "return-client-request-id": "false" } });
      assert.deepEqual(
        [asked.headers["client-request-id"], silent.headers["client-request-id"]],
        ["mine", undefined],
      );
    }));
});

describe("a refused request", () => {
  const refused: [name: string, request: Partial<RawRequest>, status: number, code: string][] = [
    ["a wrong signature", { tamper: { "ocp-date": new Date(0).toUTCString() } }, 403, "AuthenticationFailed"],
    ["no API version", { path: "/jobs" }, 400, "MissingRequiredQueryParameter"],
    ["an unknown path", { path: `/nonsense?${version}` }, 404, "ResourceNotFound"],
    ["another method", { method: "PROPFIND" }, 405, "UnsupportedHttpVerb"],
    ["a body that isn't JSON", { method: "POST", body: "{" }, 400, "InvalidRequestBody"],
    ["a missing body", { method: "POST", body: "" }, 400, "InvalidRequestBody"],
    ["a body that doesn't fit", { method: "POST", body: '{"id":"a"}' }, 400, "MissingRequiredProperty"],
    ["an unsupported query", { path: `/jobs?${version}&$orderby=id` }, 400, "UnsupportedQueryParameter"],
  ];
  for (const [name, request, status, code] of refused)
    it(`never runs: ${name}`, () =>
      withServer(done, async ({ send, seen, bugs }) => {
        const response = await send(request);
        assert.deepEqual([response.status, codeOf(response)], [status, code]);
        assert.deepEqual([seen, bugs], [[], []]);
      }));

  it("has a body of more than 4 MB", () =>
    withServer(done, async ({ send, seen }) => {
      const body = (bytes: number) => `{${" ".repeat(bytes - 2)}}`;
      const request = { method: "POST", path: `/jobs/j/terminate?${version}` };
      const limit = 4 * 1024 * 1024;
      assert.equal((await send({ ...request, body: body(limit) })).status, 202);
      const response = await send({ ...request, body: body(limit + 1) });
      assert.deepEqual([response.status, codeOf(response)], [413, "RequestBodyTooLarge"]);
      assert.deepEqual([response.headers.connection, seen.length], ["close", 1]);
    }));

  it("isn't HTTP, or has too long headers", () =>
    withServer(done, async ({ port }) => {
      const raw = async (sent: string) => {
        const socket = createConnection(port, "127.0.0.1");
        socket.write(sent);
        return text(socket);
      };
      assert.match(await raw("hello\r\n\r\n"), /^HTTP\/1\.1 400 .*"code":"InvalidUri"/s);
      assert.match(
        await raw(`GET / HTTP/1.1\r\nA: ${"a".repeat(20_000)}\r\n\r\n`),
        /^HTTP\/1\.1 400 .*"code":"InvalidHeaderValue"/s,
      );
    }));
});

const never = (): never => assert.fail("no request was run");
