import assert from "node:assert/strict";
import {
  blockedOutcome,
  cachedOutcome,
  completedOutcome,
  hasExitedWell,
  hasRunWell,
  hasWrongInput,
  judgeAgain,
  neverRan,
  staleOutcome,
  type TaskOutcome,
} from "../../../runner/results/outcome.ts";
import { completed, manifestOf } from "../fakes.ts";

const [task, other] = manifestOf(2).tasks;
const failure = { category: "ServerError", code: "NodeLost", message: "lost" };

const outcomeOf = (...args: Parameters<typeof completed>): TaskOutcome => ({
  ...completedOutcome(task!, completed(...args), {}),
  files: [],
});

describe("outcome of a cached task", () => {
  it("succeeds with the run that completed it, without retries", () => {
    const { taskId, succeeded, cachedFrom, exitCode, retryCount, inputs, code } = cachedOutcome(
      task!,
      "job-0",
      {},
    );
    assert.deepEqual(
      { taskId, succeeded, cachedFrom, exitCode, retryCount, inputs, code },
      {
        ...{ taskId: "t-0", succeeded: true, cachedFrom: "job-0", exitCode: 0, retryCount: 0 },
        ...{ inputs: ["in-0.txt"], code: undefined },
      },
    );
  });

  it("fails with its run and how to run it again", () => {
    const missing = cachedOutcome(task!, "job-0", { missing: ["a.txt"] });
    assert.deepEqual([missing.succeeded, missing.code], [false, "OutputMissing"]);
    assert.match(missing.failure ?? "", /^run job-0: .*a\.txt.*submit again$/);
    const damaged = cachedOutcome(task!, "job-0", { damaged: ["a.txt"] });
    assert.equal(damaged.code, "OutputDamaged");
    assert.match(damaged.failure ?? "", /submit with --force$/);
  });
});

describe("outcome judged again", () => {
  it("succeeds if storage has the outputs again", () => {
    const failed = {
      ...outcomeOf("t-0"),
      succeeded: false,
      code: "OutputMissing",
      category: "UserError",
      failure: "x",
    };
    const { succeeded, code, category, failure: reason, taskId } = judgeAgain(failed, {});
    assert.deepEqual(
      [succeeded, code, category, reason, taskId],
      [true, undefined, undefined, undefined, "t-0"],
    );
  });

  it("fails if an output is damaged now", () => {
    const { succeeded, code } = judgeAgain(outcomeOf("t-0"), { damaged: ["a"] });
    assert.deepEqual([succeeded, code], [false, "OutputDamaged"]);
  });
});

describe("outcome: questions", () => {
  it("a task has exited well with 0 and no failure", () => {
    assert.deepEqual(
      [
        { exitCode: 0 },
        { exitCode: 1 },
        { exitCode: undefined },
        { exitCode: 0, failure },
        { exitCode: 1, failure },
      ].map(hasExitedWell),
      [true, false, false, false, false],
    );
  });

  it("a task has run well if only its outputs failed", () => {
    const codes = [undefined, "OutputMissing", "OutputDamaged", "InputChanged", "FailureExitCode"];
    assert.deepEqual(
      codes.map((code) => hasRunWell({ succeeded: false, code })),
      [false, true, true, false, false],
    );
    assert(hasRunWell({ succeeded: true }));
  });

  it("a task has a wrong input if one changed or was stale", () => {
    const codes = ["InputChanged", "InputStale", "OutputMissing", undefined];
    assert.deepEqual(
      codes.map((code) => hasWrongInput({ code })),
      [true, true, false, false],
    );
  });
});

describe("outcome of a task that did not run or ran on stale inputs", () => {
  it("fails with the reason", () => {
    const never = neverRan(task!, "it was cancelled");
    assert.deepEqual([never.succeeded, never.files, never.code], [false, [], undefined]);
    assert.match(never.failure ?? "", /it was cancelled/);
    const blocked = blockedOutcome(task!, other!);
    assert.deepEqual(
      [blocked.succeeded, blocked.code, blocked.category],
      [false, "UpstreamFailed", "UserError"],
    );
    assert.match(blocked.failure ?? "", /"t-1"/);
    assert.match(blockedOutcome(task!, { ...other!, name: "merge" }).failure ?? "", /"merge"/);
    const stale = staleOutcome(outcomeOf("t-0"), "ran too early");
    assert.deepEqual([stale.succeeded, stale.code, stale.failure], [false, "InputStale", "ran too early"]);
  });
});
