import assert from "node:assert/strict";
import { type RetryPolicy, retryDelayMs, retrying } from "../../../runner/batch/retry.ts";
import { ServiceError } from "../../../runner/batch/service-error.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";

const busy = (fields = {}) =>
  new ServiceError({ code: "ServerBusy", status: 503, message: "busy", ...fields });

/** Fails with these, then succeeds. */
const failing = (...errors: Error[]) => {
  const left = [...errors];
  return async (): Promise<string> => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return "done";
  };
};

describe("batch/retry", () => {
  it("waits twice as long each time, until it works", async () => {
    const clock = fakeClock();
    assert.equal(await retrying(quietPolicy(clock), failing(busy(), busy(), busy())), "done");
    assert.deepEqual(clock.sleeps, [500, 1000, 2000]);
  });

  it("waits as long as the service asks for", async () => {
    const clock = fakeClock();
    await retrying(quietPolicy(clock), failing(busy({ status: 429, retryAfterMs: 3000 })));
    assert.deepEqual(clock.sleeps, [3000]);
  });

  it("gives up after about a minute", async () => {
    const clock = fakeClock();
    await assert.rejects(
      retrying(quietPolicy(clock), failing(...Array.from({ length: 99 }, () => busy()))),
      busy(),
    );
    const waited = clock.sleeps.reduce((a, b) => a + b);
    assert(waited > 45_000 && waited < 90_000, `waited ${waited}`);
  });

  it("does not repeat what will fail again", async () => {
    const clock = fakeClock();
    const gone = new ServiceError({ code: "JobNotFound", status: 404, message: "gone" });
    await assert.rejects(retrying(quietPolicy(clock), failing(gone)), gone);
    assert.deepEqual(clock.sleeps, []);
  });

  it("passes a bug on as it is", async () => {
    const bug = new TypeError("x is not a function");
    await assert.rejects(retrying(quietPolicy(fakeClock()), failing(bug)), bug);
  });

  it("stops when the user leaves", async () => {
    const leaving = new AbortController();
    const policy: RetryPolicy = {
      ...quietPolicy(fakeClock(), leaving.signal),
      onRetry: () => leaving.abort(),
    };
    await assert.rejects(retrying(policy, failing(busy(), busy())), { name: "AbortError" });
  });

  it("tells what it waits for", async () => {
    const told: unknown[] = [];
    const policy: RetryPolicy = {
      ...quietPolicy(fakeClock()),
      onRetry: ({ code }, ms) => told.push([code, ms]),
    };
    await retrying(policy, failing(busy()));
    assert.deepEqual(told, [["ServerBusy", 500]]);
  });

  it("spreads clients by chance over half of the delay", () => {
    const delay = (random: number) => retryDelayMs({ count: 3, retryAfterMs: undefined, random });
    assert.deepEqual([delay(0), delay(1)], [1000, 2000]);
  });
});
