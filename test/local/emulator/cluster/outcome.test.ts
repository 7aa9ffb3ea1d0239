import assert from "node:assert/strict";
import { exitCodeFailure, outOfTime, programNotFound } from "../../../../local/emulator/cluster/failures.ts";
import { outcomeOf } from "../../../../local/emulator/cluster/outcome.ts";
import { endedByUser } from "../../../../local/emulator/state/ended-by-user.ts";

const failed = { phase: "exit", exitCode: 1, failure: exitCodeFailure() } as const;

describe("outcomeOf", () => {
  it("completes a task with exit code 0, even if it was just being ended", () => {
    const attempt = { phase: "exit", exitCode: 0 } as const;
    for (const ending of [undefined, "terminate", "requeue"] as const)
      assert.deepEqual(outcomeOf(attempt, { retries: 0, maxRetries: 0, ending }), {
        next: "completed",
        exitCode: 0,
        failure: undefined,
      });
  });

  it("retries another exit code until the retry limit", () => {
    assert.deepEqual(outcomeOf(failed, { retries: 1, maxRetries: 2 }), { next: "active", why: "retry" });
    assert.deepEqual(outcomeOf(failed, { retries: 99, maxRetries: -1 }), { next: "active", why: "retry" });
    assert.equal(outcomeOf(failed, { retries: 2, maxRetries: 2 }).next, "completed");
    assert.equal(outcomeOf(failed, { retries: 0, maxRetries: 2, ending: "terminate" }).next, "completed");
  });

  it("completes a task that could not start or took too long", () => {
    const missing = { phase: "preprocessing", failure: programNotFound("x") } as const;
    const slow = { phase: "time", exitCode: -9, failure: outOfTime() } as const;
    for (const attempt of [missing, slow])
      assert.equal(outcomeOf(attempt, { retries: 0, maxRetries: 5 }).next, "completed");
  });

  it("completes or requeues an aborted task by the reason", () => {
    const aborted = { phase: "aborted" } as const;
    const task = { retries: 0, maxRetries: 5 };
    assert.deepEqual(outcomeOf(aborted, { ...task, ending: "terminate" }), {
      next: "completed",
      failure: endedByUser,
    });
    assert.deepEqual(outcomeOf(aborted, { ...task, ending: "requeue" }), { next: "active", why: "requeue" });
    assert.deepEqual(outcomeOf(aborted, { ...task, ending: "lost" }), { next: "active", why: "lost" });
    assert.deepEqual(outcomeOf({ phase: "lost" }, task), { next: "active", why: "lost" });
  });
});
