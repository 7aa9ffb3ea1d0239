import assert from "node:assert/strict";
import { chooseNodes } from "../../../../local/emulator/cluster/choose-node-for-task.ts";

const node = (id: string, used: number, slots = 4, refuses: number[] = []) => ({
  id,
  used,
  slots,
  refuses: new Set(refuses),
});
const task = (seq: number, slots = 1, affinity?: string) => ({ seq, job: 1, slots, affinity });
const placed = (...args: Parameters<typeof chooseNodes>) =>
  chooseNodes(...args).map(({ task, node }) => [task.seq, node]);

describe("chooseNodes", () => {
  it("spreads tasks over the emptiest nodes", () => {
    const nodes = [node("a", 1), node("b", 0)];
    assert.deepEqual(placed([task(1), task(2), task(3)], nodes, "spread"), [
      [1, "b"],
      [2, "a"],
      [3, "b"],
    ]);
  });

  it("packs tasks onto the fullest node with enough free slots", () => {
    const nodes = [node("a", 0), node("b", 2)];
    assert.deepEqual(placed([task(1), task(2), task(3)], nodes, "pack"), [
      [1, "b"],
      [2, "b"],
      [3, "a"],
    ]);
  });

  it("omits a task that fits on no node and continues with the next", () => {
    const nodes = [node("a", 3), node("b", 2)];
    assert.deepEqual(placed([task(1, 3), task(2, 2), task(3), task(4)], nodes, "spread"), [
      [2, "b"],
      [3, "a"],
    ]);
  });

  it("keeps a job off a node that its preparation task failed on", () => {
    assert.deepEqual(placed([task(1)], [node("a", 0, 4, [1]), node("b", 3)], "spread"), [[1, "b"]]);
    assert.deepEqual(placed([task(1)], [node("a", 0, 4, [1])], "spread"), []);
  });

  it("prefers a task's node, but uses others", () => {
    const nodes = [node("a", 0), node("b", 3)];
    const tasks = [task(1, 1, "b"), task(2, 1, "b"), task(3, 1, "gone")];
    assert.deepEqual(placed(tasks, nodes, "spread"), [
      [1, "b"],
      [2, "a"],
      [3, "a"],
    ]);
  });
});
