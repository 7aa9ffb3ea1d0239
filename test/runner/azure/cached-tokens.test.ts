import assert from "node:assert/strict";
import type { GetTokenOptions } from "@azure/identity";
import { cachedTokens } from "../../../runner/azure/cached-tokens.ts";
import { fakeClock } from "../fakes.ts";

const never = new AbortController().signal;

/** A sign-in whose tokens `1`, `2`, … are valid for an hour. */
const signIns = () => {
  const clock = fakeClock();
  const asked: { scopes: string | string[]; options: GetTokenOptions | undefined }[] = [];
  let failures = 0;
  const credential = cachedTokens(
    {
      getToken: async (scopes, options) => {
        asked.push({ scopes, options });
        if (failures-- > 0) throw new Error("not now");
        return { token: String(asked.length), expiresOnTimestamp: clock.now().getTime() + 3_600_000 };
      },
    },
    clock,
  );
  const token = async (scope = "batch") => (await credential.getToken(scope))?.token;
  return { clock, asked, credential, token, failNext: () => (failures = 1) };
};

describe("cachedTokens", () => {
  it("requests one token per scope for simultaneous calls", async () => {
    const { token, asked } = signIns();
    assert.deepEqual(await Promise.all([token(), token(), token("storage"), token()]), ["1", "1", "2", "1"]);
    assert.equal(asked.length, 2);
  });

  it("renews a token once, five minutes before it expires", async () => {
    const { clock, token, asked } = signIns();
    await token();
    await clock.sleep(54 * 60_000, never);
    assert.equal(await token(), "1");
    await clock.sleep(2 * 60_000, never);
    assert.deepEqual(await Promise.all([token(), token()]), ["2", "2"]);
    assert.equal(asked.length, 2);
  });

  it("uses a token until it expires if it can't be renewed, and retries the renewal on each call", async () => {
    const { clock, token, asked, failNext } = signIns();
    await token();
    await clock.sleep(56 * 60_000, never);
    failNext();
    assert.deepEqual(await Promise.all([token(), token()]), ["1", "1"]);
    failNext();
    assert.equal(await token(), "1");
    assert.equal(await token(), "4");
    assert.equal(asked.length, 4);
    await clock.sleep(60 * 60_000, never);
    failNext();
    await assert.rejects(token(), /not now/);
  });

  it("requests a token again after a failure", async () => {
    const { token, failNext } = signIns();
    failNext();
    await assert.rejects(token(), /not now/);
    assert.equal(await token(), "2");
  });

  it("isn't aborted with the call that requested the token", async () => {
    const { credential, asked } = signIns();
    await credential.getToken("batch", { abortSignal: AbortSignal.abort() });
    assert.equal(asked[0]?.options?.abortSignal, undefined);
  });

  it("requests another token if the service sends claims", async () => {
    const { credential, token } = signIns();
    await token();
    assert.equal((await credential.getToken("batch", { claims: "{}" }))?.token, "2");
  });
});
