import assert from "node:assert/strict";
import type { TaskQuery } from "../../../browser/contract/dashboard-tasks.ts";
import { createTaskTable } from "../../../runner/dashboard/tasks/task-table.ts";

const table = createTaskTable();
table.set({ id: "t-b", label: "Beta.txt", names: "second.csv" });
table.set({ id: "t-a", label: "alpha.txt" });
table.set({ id: "t-c" });
table.set({
  id: "t-b",
  state: "failed",
  nodeId: "node-2",
  startedMs: 2000,
  seconds: 3,
  exitCode: 1,
  failure: "exit code 1",
});
table.set({ id: "t-c", state: "preparing", nodeId: "node-1", startedMs: 1000 });

const found = (query: TaskQuery): string[] => table.page(query).tasks.map(({ id }) => id);

describe("runner/dashboard/tasks/task-table", () => {
  it("keeps the order of the plan, unless it is sorted", () => {
    assert.deepEqual(found({}), ["t-b", "t-a", "t-c"]);
    assert.deepEqual(found({ descending: true }), ["t-c", "t-a", "t-b"]);
    assert.deepEqual(found({ sort: "id" }), ["t-a", "t-b", "t-c"]);
    assert.deepEqual(found({ sort: "node" }), ["t-a", "t-c", "t-b"]);
    assert.deepEqual(found({ sort: "started", descending: true }), ["t-b", "t-c", "t-a"]);
    assert.deepEqual(found({ sort: "seconds", descending: true })[0], "t-b");
  });

  it("finds ids, names, inputs and nodes, in any case", () => {
    assert.deepEqual(found({ search: "ALPHA" }), ["t-a"]);
    assert.deepEqual(found({ search: "beta" }), ["t-b"]);
    assert.deepEqual(found({ search: "second" }), ["t-b"]);
    assert.deepEqual(found({ search: "node-1" }), ["t-c"]);
    assert.deepEqual(found({ search: "t-" }).length, 3);
    assert.deepEqual(found({ search: "(" }), []);
  });

  it("counts tasks that match, and returns a page of them", () => {
    assert.deepEqual(found({ state: "failed" }), ["t-b"]);
    assert.deepEqual(found({ state: "running" }), ["t-c"]);
    const { total, matching, tasks } = table.page({ search: "t-", offset: 1, limit: 1 });
    assert.deepEqual([total, matching, tasks.length, tasks[0]?.id], [3, 3, 1, "t-a"]);
    assert.deepEqual(found({ offset: 3 }), []);
  });

  it("forgets what an earlier attempt has left", () => {
    const own = createTaskTable();
    own.set({ id: "t", state: "failed", exitCode: 1, failure: "exit code 1", seconds: 2 });
    assert.equal(own.row("t")?.failure, "exit code 1");
    own.set({ id: "t", state: "active" });
    assert.deepEqual(JSON.parse(JSON.stringify(own.row("t"))), { id: "t", label: "t", state: "active" });
    assert.equal(own.page({ state: "failed" }).matching, 0);
  });
});
