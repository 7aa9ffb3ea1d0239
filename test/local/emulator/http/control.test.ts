import assert from "node:assert/strict";
import type { Control, Health } from "../../../../local/emulator/http/control.ts";
import type { RawRequest } from "../../../helpers/signed-request.ts";
import { done, withServer } from "./with-server.ts";

interface Answer {
  readonly status: number;
  readonly allow: string | null;
  readonly body: { readonly status?: string; readonly code?: string };
}

/** Sends unsigned requests to a server with the control. */
const withControl = (
  control: Partial<Control>,
  use: (send: (path: string, request?: RequestInit) => Promise<Answer>) => Promise<void>,
): Promise<void> =>
  withServer(
    done,
    ({ port }) =>
      use(async (path, request) => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, request);
        const text = await response.text();
        return {
          status: response.status,
          allow: response.headers.get("allow"),
          body: text === "" ? {} : JSON.parse(text),
        };
      }),
    undefined,
    { control: { health: () => ({ status: "ready" }), ...control } },
  );

describe("GET /health", () => {
  it("answers 200 when the service is ready and 503 before, without a signature", async () => {
    let health: Health = { status: "starting" };
    await withControl({ health: () => health }, async (send) => {
      const before = await send("/health");
      assert.deepEqual([before.status, before.body], [503, { status: "starting" }]);
      health = { status: "failed", reason: "pool p: AllocationFailed" };
      assert.deepEqual(await send("/health?x=1"), { status: 503, allow: null, body: health });
      health = { status: "ready" };
      assert.deepEqual(await send("/health"), { status: 200, allow: null, body: health });
      assert.deepEqual(await send("/health", { method: "HEAD" }), { status: 200, allow: null, body: {} });
    });
  });

  it("refuses other methods", async () => {
    await withControl({}, async (send) => {
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
        const { status, allow } = await send("/health", { method });
        assert.deepEqual([status, allow], [405, "GET, HEAD"]);
      }
    });
  });
});

describe("POST /reset", () => {
  it("resets and answers when that is done", async () => {
    let resets = 0;
    const reset = async () => {
      await Promise.resolve();
      resets++;
    };
    await withControl({ reset }, async (send) => {
      assert.equal((await send("/reset", { method: "POST", body: "{}" })).status, 204);
      assert.equal(resets, 1);
    });
  });

  it("is refused if it isn't allowed, for other methods and for web pages", async () => {
    const reset = () => assert.fail();
    await withControl({}, async (send) => {
      const { status, body } = await send("/reset", { method: "POST" });
      assert.deepEqual([status, body.code], [403, "ResetNotAllowed"]);
    });
    await withControl({ reset }, async (send) => {
      const { status, allow } = await send("/reset");
      assert.deepEqual([status, allow], [405, "POST"]);
      const headers = { origin: "https://example.com" };
      assert.equal((await send("/reset", { method: "POST", headers })).body.code, "OriginNotAllowed");
    });
  });

  it("reports an error as Batch does", async () => {
    const reset = () => Promise.reject(new Error("disk"));
    await withControl({ reset }, async (send) => {
      const { status, body } = await send("/reset", { method: "POST" });
      assert.deepEqual([status, body.code], [500, "InternalError"]);
    });
  });
});

describe("other paths", () => {
  for (const path of ["/health/", "/Health", "/reset/all", "/"]) {
    it(`need a signature: ${path}`, async () => {
      await withControl({}, async (send) => {
        assert.equal((await send(path)).body.code, "AuthenticationFailed");
      });
    });
  }
});

describe("an advertised URL", () => {
  const url = "https://batch.example:8443";
  const requested: Partial<RawRequest>[] = [{}, { path: "/none" }];
  for (const [i, request] of requested.entries()) {
    it(`is in ${i === 0 ? "requests of operations" : "errors"}`, async () => {
      await withServer(
        done,
        async ({ send, seen }) => {
          const { text } = await send(request);
          const found = i === 0 ? seen[0]?.baseUrl : JSON.parse(text)["odata.metadata"].split("/$")[0];
          assert.equal(found, url);
        },
        undefined,
        { advertise: url },
      );
    });
  }
});
