import assert from "node:assert/strict";
import type { Store } from "../../../../local/emulator/state/store.ts";
import { withStore } from "./with-store.ts";

const add = ({ tasks }: Store, id: string, job = 1) =>
  tasks.insert({ job, id, doc: "{}", slots: 1, ready: false });

describe("dependencies", () => {
  it("are satisfied by tasks that completed before", () =>
    withStore((store) => {
      store.tasks.complete(add(store, "done"), { satisfies: true });
      store.tasks.complete(add(store, "blocked"), { satisfies: false });
      const next = add(store, "next");
      assert.equal(store.dependencies.add(next, { taskIds: ["done"] }), true);
      assert.equal(store.dependencies.add(next, { taskIds: ["blocked"] }), false);
      assert.equal(store.dependencies.isFree(next.seq), false);
    }));

  it("release a task when the last of them is satisfied, in any case of the id", () =>
    withStore((store) => {
      const next = add(store, "next");
      store.dependencies.add(next, { taskIds: ["a", "b", "a"] });
      assert.deepEqual(store.dependencies.satisfy(1, "A"), []);
      assert.deepEqual(store.dependencies.satisfy(2, "b"), []);
      assert.deepEqual(store.dependencies.satisfy(1, "b"), [next.seq]);
      assert.equal(store.dependencies.isFree(next.seq), true);
    }));

  it("count each number of a range once, including its ends", () =>
    withStore((store) => {
      store.dependencies.satisfy(1, "5");
      const next = add(store, "next");
      assert.equal(store.dependencies.add(next, { taskIdRanges: [{ start: 4, end: 6 }] }), false);
      for (const id of ["3", "7", "04", "4", "x6"]) assert.deepEqual(store.dependencies.satisfy(1, id), []);
      assert.deepEqual(store.dependencies.satisfy(1, "006"), [next.seq]);
    }));

  it("hold a task that also waits for an id", () =>
    withStore((store) => {
      const next = add(store, "next");
      store.dependencies.add(next, { taskIds: ["a"], taskIdRanges: [{ start: 1, end: 1 }] });
      assert.deepEqual(store.dependencies.satisfy(1, "1"), []);
      assert.deepEqual(store.dependencies.satisfy(1, "a"), [next.seq]);
    }));

  it("end with their task or job", () =>
    withStore((store) => {
      const next = add(store, "next");
      const wait = () =>
        store.dependencies.add(next, { taskIds: ["a"], taskIdRanges: [{ start: 1, end: 2 }] });
      assert.equal(wait(), false);
      store.dependencies.removeTask(next.seq);
      assert.equal(store.dependencies.isFree(next.seq), true);
      store.dependencies.satisfy(1, "1");
      wait();
      store.dependencies.removeJob(1);
      assert.equal(store.dependencies.isFree(next.seq), true);
      wait();
      assert.deepEqual(store.dependencies.satisfy(1, "2"), [], "the numbers before are forgotten");
    }));
});
