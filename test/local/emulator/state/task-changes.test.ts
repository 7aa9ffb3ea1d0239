import assert from "node:assert/strict";
import type { Store } from "../../../../local/emulator/state/store.ts";
import type { TaskRow } from "../../../../local/emulator/state/task-row.ts";
import { withStore } from "./with-store.ts";

const failure = { category: "UserError", code: "FailureExitCode", message: "" } as const;

const add = ({ tasks }: Store, id = "task") => tasks.insert({ job: 1, id, doc: "{}", slots: 2, ready: true });

/** Reads a task from the database, which has to be as the change returned it. */
const stored = ({ tasks }: Store, returned: TaskRow) => {
  const row = tasks.get(returned.seq);
  assert.deepEqual({ ...row }, { ...returned });
  return returned;
};

describe("changes of tasks", () => {
  it("insert adds an active task", () =>
    withStore((store, tick) => {
      const now = tick();
      const task = stored(store, add(store));
      assert.deepEqual([task.state, task.ready, task.created, task.changed], ["active", 1, now, now]);
    }));

  it("place and start keep the time of the last transition", () =>
    withStore((store, tick) => {
      const task = add(store);
      const placedAt = tick();
      const placed = store.tasks.place(task, { state: "preparing", pool: 3, node: "n" });
      assert.deepEqual(
        [placed.state, placed.ready, placed.started, placed.changed, placed.previous, placed.previousChanged],
        ["preparing", 0, null, placedAt, "active", task.changed],
      );
      const startedAt = tick();
      const { state, started, previous, previousChanged } = stored(store, store.tasks.start(placed));
      assert.deepEqual(
        [state, started, previous, previousChanged],
        ["running", startedAt, "preparing", placedAt],
      );
    }));

  it("place starts a task that needs no preparation", () =>
    withStore((store, tick) => {
      const task = add(store);
      const now = tick();
      const placed = store.tasks.place(task, { state: "running", pool: 3, node: "n" });
      assert.deepEqual([placed.state, placed.started], ["running", now]);
    }));

  it("complete records exit code, result and expiry", () =>
    withStore((store, tick) => {
      const now = tick();
      const done = store.tasks.complete(add(store), { exitCode: 0, satisfies: true, expires: 5 });
      const failed = store.tasks.complete(add(store, "b"), { exitCode: 1, failure, satisfies: false });
      const seen = [done, failed].map((task) => {
        const { exitCode, result, satisfies, expires } = stored(store, task);
        return [exitCode, result, satisfies, expires, task.failure];
      });
      assert.deepEqual(seen, [
        [0, "success", 1, 5, null],
        [1, "failure", 0, null, JSON.stringify(failure)],
      ]);
      assert((done.ended ?? 0) >= now);
    }));

  for (const [why, retries, requeues] of [
    ["retry", 1, 0],
    ["requeue", 0, 1],
    ["lost", 0, 0],
  ] as const)
    it(`giveBack counts a return by ${why}`, () =>
      withStore((store, tick) => {
        const placed = store.tasks.place(add(store), { state: "running", pool: 3, node: "n" });
        const now = tick();
        const task = stored(store, store.tasks.giveBack(placed, why));
        assert.deepEqual([task.state, task.ready, task.started], ["active", 1, null]);
        assert.deepEqual([task.retries, task.requeues], [retries, requeues]);
        assert.deepEqual(
          [task.lastRetry, task.lastRequeue],
          [why === "retry" ? now : null, why === "requeue" ? now : null],
        );
      }));

  it("giveBack adds to earlier counts", () =>
    withStore((store) => {
      const place = (task: TaskRow) => store.tasks.place(task, { state: "running", pool: 3, node: "n" });
      const once = store.tasks.giveBack(place(add(store)), "retry");
      const twice = store.tasks.giveBack(place(once), "retry");
      const requeued = store.tasks.giveBack(place(twice), "requeue");
      assert.deepEqual([requeued.retries, requeued.requeues], [2, 1]);
    }));

  it("reactivate resets results and retries, and keeps requeues", () =>
    withStore((store) => {
      const place = (task: TaskRow) => store.tasks.place(task, { state: "running", pool: 3, node: "n" });
      const retried = store.tasks.giveBack(place(add(store)), "retry");
      const requeued = store.tasks.giveBack(place(retried), "requeue");
      const failed = store.tasks.complete(place(requeued), {
        exitCode: 1,
        failure,
        satisfies: false,
        expires: 9,
      });
      const task = stored(store, store.tasks.reactivate(failed, false));
      assert.deepEqual(
        [task.state, task.ready, task.retries, task.lastRetry, task.requeues],
        ["active", 0, 0, null, 1],
      );
      assert.deepEqual(
        [task.exitCode, task.result, task.failure, task.satisfies, task.expires, task.started, task.ended],
        [null, null, null, null, null, null, null],
      );
    }));

  it("setReady marks only active tasks", () =>
    withStore((store) => {
      const waiting = store.tasks.insert({ job: 1, id: "a", doc: "{}", slots: 1, ready: false });
      const completed = store.tasks.complete(add(store), { satisfies: true });
      for (const { seq } of [waiting, completed]) store.tasks.setReady(seq);
      assert.deepEqual(
        [waiting, completed].map(({ seq }) => store.tasks.get(seq)?.ready),
        [1, 0],
      );
    }));

  it("define changes the ETag, not the last transition", () =>
    withStore((store, tick) => {
      const task = add(store);
      const now = tick();
      const { doc, modified, changed } = stored(store, store.tasks.define(task, '{"a":1}'));
      assert.deepEqual([doc, modified, changed], ['{"a":1}', now, task.changed]);
    }));

  it("keep clears a task's expiry", () =>
    withStore((store) => {
      const { seq } = store.tasks.complete(add(store), { satisfies: true, expires: 5 });
      assert.equal(store.tasks.nextExpiry(), 5);
      store.tasks.keep(seq);
      assert.equal(store.tasks.nextExpiry(), undefined);
    }));

  it("keep the job's tally", () =>
    withStore((store) => {
      const tally = () => {
        const { active, running, succeeded, failed } = store.tallies.get(1);
        return [active, running, succeeded, failed].join(" ");
      };
      const slots = () => {
        const { activeSlots, runningSlots, succeededSlots, failedSlots } = store.tallies.get(1);
        return [activeSlots, runningSlots, succeededSlots, failedSlots].join(" ");
      };
      assert.equal(tally(), "0 0 0 0");
      const first = add(store);
      const second = add(store, "b");
      assert.deepEqual([tally(), slots()], ["2 0 0 0", "4 0 0 0"]);
      const placed = store.tasks.place(first, { state: "preparing", pool: 1, node: "n" });
      const running = store.tasks.start(placed);
      assert.deepEqual([tally(), slots()], ["1 1 0 0", "2 2 0 0"]);
      const done = store.tasks.complete(running, { satisfies: true });
      store.tasks.complete(second, { failure, satisfies: false });
      assert.deepEqual([tally(), slots()], ["0 0 1 1", "0 0 2 2"]);
      store.tasks.remove(done);
      assert.deepEqual([tally(), slots()], ["0 0 0 1", "0 0 0 2"]);
    }));

  it("removeSome removes up to a limit of a job's tasks", () =>
    withStore((store) => {
      for (const id of ["a", "b", "c"]) add(store, id);
      store.tasks.insert({ job: 2, id: "a", doc: "{}", slots: 1, ready: true });
      assert.deepEqual(
        [1, 2, 3].map(() => store.tasks.removeSome(1, 2)),
        [2, 1, 0],
      );
      assert.notEqual(store.tasks.find(2, "a"), undefined);
    }));
});

describe("queries of tasks", () => {
  it("ready returns the oldest ready tasks that fit", () =>
    withStore((store) => {
      for (const [id, slots] of [
        ["big", 4],
        ["a", 1],
        ["b", 2],
      ] as const)
        store.tasks.insert({ job: 1, id, doc: "{}", slots, ready: true });
      store.tasks.insert({ job: 1, id: "waiting", doc: "{}", slots: 1, ready: false });
      const ids = (slots: number, tasks: number) =>
        store.tasks.ready(1, { slots, tasks }).map(({ id }) => id);
      assert.deepEqual(ids(4, 9), ["big", "a", "b"]);
      assert.deepEqual(ids(3, 9), ["a", "b"]);
      assert.deepEqual(ids(3, 1), ["a"]);
      assert.deepEqual([store.tasks.hasReady(1), store.tasks.hasReady(2)], [true, false]);
    }));

  it("expired and nextExpiry include the exact time", () =>
    withStore((store) => {
      for (const expires of [10, 20])
        store.tasks.complete(add(store, `t${expires}`), { satisfies: true, expires });
      assert.deepEqual(
        store.tasks.expired(10).map(({ id }) => id),
        ["t10"],
      );
      assert.deepEqual([store.tasks.expired(9).length, store.tasks.expired(20).length], [0, 2]);
      assert.equal(store.tasks.nextExpiry(), 10);
    }));

  it("retainedUntil returns the last expiry on a node", () =>
    withStore((store) => {
      for (const [id, node, expires] of [
        ["a", "n", 10],
        ["b", "n", 30],
        ["c", "m", 40],
      ] as const) {
        const placed = store.tasks.place(add(store, id), { state: "running", pool: 3, node });
        store.tasks.complete(placed, { satisfies: true, expires });
      }
      assert.deepEqual(
        [
          store.tasks.retainedUntil(3, "n"),
          store.tasks.retainedUntil(4, "n"),
          store.tasks.retainedUntil(3, "x"),
        ],
        [30, 0, 0],
      );
    }));

  it("placed returns the tasks that are preparing or running", () =>
    withStore((store) => {
      add(store, "active");
      store.tasks.place(add(store, "a"), { state: "preparing", pool: 1, node: "n" });
      store.tasks.complete(store.tasks.place(add(store, "b"), { state: "running", pool: 1, node: "n" }), {
        satisfies: true,
      });
      assert.deepEqual(
        store.tasks.placed().map(({ id }) => id),
        ["a"],
      );
    }));
});
