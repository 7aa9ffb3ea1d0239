import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { completedTasks } from "../../../runner/job/completed-tasks.ts";
import { completed } from "../fakes.ts";
import { later } from "./watch-story.ts";

const serverError = { category: "ServerError", code: "BlobDownloadTimedOut", message: "slow" };
const userError = { category: "UserError", code: "BlobNotFound", message: "gone" };

/** A task that failed because of the service, this many seconds after ten o'clock. */
const lost = (id: string, seconds = 0, failure = serverError): BatchTask => ({
  ...later(id, seconds),
  exitCode: undefined,
  failure,
});

const refusal = (status: number) => new ServiceError({ code: "Refused", status, message: "" });

/** Lists the completed tasks of a job that has these tasks at each call. */
const changes = (
  calls: readonly (readonly BatchTask[])[],
  refuse: (id: string) => Error | undefined = () => undefined,
) => {
  const asked: string[] = [];
  const reactivated: string[] = [];
  let at = 0;
  const tasks = completedTasks({
    batch: {
      listTasks: async function* () {
        yield* calls[at++] ?? assert.fail("listed too often");
      },
      reactivateTask: async (jobId, taskId) => {
        assert.equal(jobId, "j");
        asked.push(taskId);
        const error = refuse(taskId);
        if (error !== undefined) throw error;
      },
    },
    jobId: "j",
    onReactivate: ({ id }) => void reactivated.push(id),
  });
  const next = async (): Promise<string[]> => (await tasks.next()).map(({ id }) => id);
  return { ...tasks, next, asked, reactivated };
};

describe("job/completed-tasks", () => {
  it("returns each task once", async () => {
    const { next, seen, hasFailures } = changes([[completed("a")], [completed("a"), completed("b")]]);
    assert.deepEqual([await next(), await next()], [["a"], ["b"]]);
    assert.deepEqual([...seen], ["a", "b"]);
    assert.equal(hasFailures(), false);
  });

  it("returns a failed task again only after a later transition", async () => {
    const failed = (seconds: number) => ({ ...later("a", seconds), exitCode: 1 });
    const { next, hasFailures } = changes([
      [failed(5)],
      [failed(5)],
      [failed(4)],
      [failed(6)],
      [later("a", 7)],
      [later("a", 8)],
    ]);
    assert.deepEqual([await next(), await next(), await next(), await next()], [["a"], [], [], ["a"]]);
    assert.equal(hasFailures(), true);
    assert.deepEqual(await next(), ["a"]);
    assert.equal(hasFailures(), false);
    assert.deepEqual(await next(), []);
  });

  it("counts a failure without a program's exit code, and an exit code of 0 with a failure", async () => {
    for (const exitCode of [undefined, 0]) {
      const { next, hasFailures, asked } = changes([[{ ...lost("a", 0, userError), exitCode }]]);
      assert.deepEqual(await next(), ["a"]);
      assert.deepEqual([hasFailures(), asked], [true, []]);
    }
  });

  it("reactivates a task that failed because of the service, at most twice", async () => {
    const moments = [0, 1, 2, 3].map((seconds) => [lost("a", seconds), lost("b", 0, userError)]);
    const { next, reactivated, seen, hasFailures } = changes(moments);
    assert.deepEqual([await next(), await next()], [["b"], []]);
    assert.deepEqual([[...seen], hasFailures()], [["b"], true]);
    assert.deepEqual([await next(), await next()], [["a"], ["a"]]);
    assert.deepEqual(reactivated, ["a", "a"]);
  });

  it("counts reactivations per task", async () => {
    const { next, reactivated } = changes([[lost("a")], [lost("a", 1)], [lost("a", 2), lost("b")]]);
    for (const expected of [[], [], ["a"]]) assert.deepEqual(await next(), expected);
    assert.deepEqual(reactivated, ["a", "a", "b"]);
  });

  it("reads the category in any case", async () => {
    const { next } = changes([[lost("a", 0, { ...serverError, category: "servererror" })]]);
    assert.deepEqual(await next(), []);
  });

  for (const status of [404, 409])
    it(`returns the task if Batch refuses to reactivate it with ${status}`, async () => {
      const { next, asked, reactivated } = changes([[lost("a")]], () => refusal(status));
      assert.deepEqual(await next(), ["a"]);
      assert.deepEqual([asked, reactivated], [["a"], []]);
    });

  for (const error of [refusal(401), refusal(500), new TypeError("x")])
    it(`throws any other error of a reactivation: ${error instanceof ServiceError ? error.status : error.name}`, async () => {
      const { next, reactivated } = changes([[lost("a")]], () => error);
      await assert.rejects(next(), error);
      assert.deepEqual(reactivated, []);
    });

  it("returns a thousand tasks per call", async () => {
    const many = Array.from({ length: 1001 }, (_, i) => completed(`t${i}`));
    const { next, hasMore } = changes([many]);
    assert.deepEqual([hasMore(), (await next()).length, hasMore()], [false, 1000, true]);
    assert.deepEqual([await next(), hasMore()], [["t1000"], false]);
  });
});
