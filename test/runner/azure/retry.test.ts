import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type RetryPolicy, retryDelayMs, retrying } from "../../../runner/azure/retry.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";

const busy = (fields = {}) =>
  new ServiceError({ code: "ServerBusy", status: 503, message: "busy", ...fields });

/** Returns a call that fails with these errors, then succeeds. */
const failing = (...errors: Error[]) => {
  const left = [...errors];
  return async (): Promise<string> => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return "done";
  };
};

describe("retrying", () => {
  it("doubles the delay after each failure until the call succeeds", async () => {
    const clock = fakeClock();
    assert.equal(await retrying("Batch", quietPolicy(clock))(failing(busy(), busy(), busy())), "done");
    assert.deepEqual(clock.sleeps, [500, 1000, 2000]);
  });

  it("waits for the service's Retry-After", async () => {
    const clock = fakeClock();
    await retrying("Batch", quietPolicy(clock))(failing(busy({ status: 429, retryAfterMs: 3000 })));
    assert.deepEqual(clock.sleeps, [3000]);
  });

  it("throws the last error after about a minute", async () => {
    const clock = fakeClock();
    await assert.rejects(
      retrying("Batch", quietPolicy(clock))(failing(...Array.from({ length: 99 }, () => busy()))),
      busy(),
    );
    const waited = clock.sleeps.reduce((a, b) => a + b);
    assert(waited > 45_000 && waited < 90_000, `waited ${waited}`);
  });

  it("doesn't retry a permanent error", async () => {
    const clock = fakeClock();
    const gone = new ServiceError({ code: "JobNotFound", status: 404, message: "gone" });
    await assert.rejects(retrying("Batch", quietPolicy(clock))(failing(gone)), gone);
    assert.deepEqual(clock.sleeps, []);
  });

  it("rethrows an error that is not a service error", async () => {
    const bug = new TypeError("x is not a function");
    await assert.rejects(retrying("Batch", quietPolicy(fakeClock()))(failing(bug)), bug);
  });

  it("stops when the signal is aborted", async () => {
    const leaving = new AbortController();
    const policy: RetryPolicy = {
      ...quietPolicy(fakeClock(), leaving.signal),
      onRetry: () => leaving.abort(),
    };
    await assert.rejects(retrying("Batch", policy)(failing(busy(), busy())), { name: "AbortError" });
  });

  it("calls onRetry with the service, the error and the delay", async () => {
    const told: unknown[] = [];
    const policy: RetryPolicy = {
      ...quietPolicy(fakeClock()),
      onRetry: (service, { code }, ms) => told.push([service, code, ms]),
    };
    await retrying("Batch", policy)(failing(busy()));
    assert.deepEqual(told, [["Batch", "ServerBusy", 500]]);
  });

  it("retries a request without a response", async () => {
    const clock = fakeClock();
    let tries = 0;
    const call = retrying("Batch", { ...quietPolicy(clock), longestSilenceMs: 10 });
    const result = await call(async (signal) => {
      tries += 1;
      if (tries === 1)
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return "done";
    });
    assert.deepEqual([result, tries, ...clock.sleeps], ["done", 2, 500]);
  });

  it("doesn't retry a request that makes slow progress", async () => {
    const call = retrying("Storage", { ...quietPolicy(fakeClock()), longestSilenceMs: 200 });
    const result = await call(async (signal, alive) => {
      for (let i = 0; i < 6; i++) {
        await sleep(50, undefined, { signal });
        alive();
      }
      return "done";
    });
    assert.equal(result, "done");
  });

  it("randomizes half of the delay", () => {
    const delay = (random: number) => retryDelayMs({ count: 3, retryAfterMs: undefined, random });
    assert.deepEqual([delay(0), delay(1)], [1000, 2000]);
  });
});
