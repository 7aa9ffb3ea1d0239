import assert from "node:assert/strict";
import { packTasks } from "../../../runner/manifest/pack-tasks.ts";
import { manifestOf } from "../fakes.ts";

describe("manifest/pack-tasks", () => {
  for (const count of [0, 1, 63, 64, 65, 128, 130])
    it(`keeps ${count} tasks in order`, () => {
      const { tasks } = manifestOf(count);
      const packed = packTasks(tasks);
      assert.equal(packed.length, count);
      assert.deepEqual([...packed], tasks);
      for (const [i, task] of tasks.entries()) assert.deepEqual(packed.at(i), task);
      assert.equal(packed.at(count), undefined);
    });

  it("can be iterated again", () => {
    const packed = packTasks(manifestOf(3).tasks);
    assert.deepEqual([...packed], [...packed]);
  });
});
