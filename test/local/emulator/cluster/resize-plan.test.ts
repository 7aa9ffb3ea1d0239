import assert from "node:assert/strict";
import { planResize } from "../../../../local/emulator/cluster/resize-plan.ts";

const node = (id: string, used = 0, isDedicated = true) => ({ id, used, isDedicated });
const targets = (targetDedicatedNodes: number, targetLowPriorityNodes = 0) => ({
  targetDedicatedNodes,
  targetLowPriorityNodes,
});

describe("planResize", () => {
  it("adds missing nodes of each kind", () => {
    const nodes = [node("d"), node("s1", 0, false), node("s2", 0, false)];
    assert.deepEqual(planResize(nodes, targets(3, 3)), {
      surplus: [],
      missingDedicated: 2,
      missingLowPriority: 1,
    });
  });

  it("removes the nodes with the fewest used slots, of each kind", () => {
    const nodes = [
      node("busy", 2),
      node("idle"),
      node("half", 1),
      node("spot", 3, false),
      node("free", 0, false),
    ];
    assert.deepEqual(planResize(nodes, targets(1, 1)), {
      ...{ surplus: ["idle", "half", "free"], missingDedicated: 0, missingLowPriority: 0 },
    });
  });

  it("changes nothing at the targets", () => {
    const nodes = [node("d"), node("s", 0, false)];
    assert.deepEqual(planResize(nodes, targets(1, 1)), {
      surplus: [],
      missingDedicated: 0,
      missingLowPriority: 0,
    });
  });

  it("removes the named nodes, spot nodes too, and replaces them up to the target", () => {
    const nodes = [node("busy", 2), node("idle"), node("spot", 1, false), node("other", 0, false)];
    assert.deepEqual(planResize(nodes, targets(2, 1), new Set(["busy", "spot"])), {
      ...{ surplus: ["busy", "spot"], missingDedicated: 1, missingLowPriority: 0 },
    });
  });

  it("removes more than the named nodes if the target is lower", () => {
    const nodes = [node("a", 2), node("b", 1), node("c")];
    assert.deepEqual(planResize(nodes, targets(1), new Set(["a"])).surplus, ["a", "c"]);
  });
});
