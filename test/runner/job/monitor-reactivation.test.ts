import assert from "node:assert/strict";
import { blockedTasks } from "../../../runner/job/blocked-tasks.ts";
import { completed, manifestOf } from "../fakes.ts";
import { a, b, later, watchStory } from "./watch-story.ts";

describe("job/monitor: reactivated tasks", () => {
  it("reactivates a task that failed because of the service, and waits for it", async () => {
    const failure = { category: "ServerError", code: "BlobDownloadTimedOut", message: "slow" };
    const lost = completed("b", { exitCode: undefined, failure, stateTransitionTime: a.stateTransitionTime });
    const { ids, reactivated, error } = await watchStory([
      { done: [a, lost] },
      { running: 1, done: [a, lost] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual([ids, reactivated], [[["a"], [], ["b"]], ["b"]]);
  });

  it("waits for a task that another process reactivated, and reports it again", async () => {
    const failed = later("b", 0);
    const { ids, looks, error } = await watchStory([
      { running: 1, done: [{ ...failed, exitCode: 1 }] },
      { running: 1, done: [a] },
      { running: 1, done: [a] },
      { done: [a, b] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual(ids, [["b"], ["a"], [], ["b"]]);
    assert.equal(looks.at(-1)?.endedBecause, undefined);
  });

  it("waits if all tasks have completed but a failed one was reactivated", async () => {
    const failed = [a, { ...b, exitCode: 1 }];
    const { ids, error } = await watchStory([
      { done: failed, isAllDone: false, running: 1 },
      { done: [a, later("b", 60)] },
    ]);
    assert.equal(error, undefined);
    assert.deepEqual(ids, [["a", "b"], ["b"]]);
  });

  it("doesn't terminate a job whose blocked tasks run after a reactivation", async () => {
    const tasks = manifestOf(3).tasks.map((task, i) => (i === 1 ? { ...task, after: ["t-0"] } : task));
    const blocked = blockedTasks({ ...manifestOf(0), tasks });
    const done = [later("t-0", 60), later("t-1", 70)];
    const { ids, error } = await watchStory(
      [
        { running: 1, done: [{ ...later("t-0", 0), exitCode: 1 }] },
        { running: 1, done },
        { done: [...done, later("t-2", 80)] },
      ],
      { total: 3, blocked },
    );
    assert.equal(error, undefined);
    assert.deepEqual(ids, [["t-0"], ["t-0", "t-1"], ["t-2"]]);
  });

  it("reports the failure if the job has ended", async () => {
    const failure = { category: "ServerError", code: "BlobDownloadTimedOut", message: "slow" };
    const lost = completed("b", { exitCode: undefined, failure });
    const { ids, reactivated } = await watchStory([{ done: [a, lost], job: { state: "completed" } }]);
    assert.deepEqual([ids, reactivated], [[["a", "b"]], []]);
  });
});
