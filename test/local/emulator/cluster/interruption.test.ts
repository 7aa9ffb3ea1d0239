import assert from "node:assert/strict";
import { interruptionErrors } from "../../../../local/emulator/cluster/interruption.ts";
import { withCluster } from "./cluster-context.ts";

describe("the errors of an interrupted resize", () => {
  it("name each kind of nodes that doesn't have its target, as recorded", () =>
    withCluster(({ addPool, addNode, context }) => {
      const pool = addPool({ targetDedicatedNodes: 1, targetLowPriorityNodes: 2 });
      addNode(pool);
      const nodes = context.store.nodes.where({ sql: "TRUE", values: [] }).map(({ doc }) => doc);
      assert.deepEqual(interruptionErrors("ResizeStopped", pool.doc, nodes), [
        {
          code: "ResizeStopped",
          message:
            "Desired number of low priority nodes could not be allocated due to a stop resize operation",
        },
      ]);
      assert.deepEqual(interruptionErrors("AllocationTimedout", pool.doc, []).length, 2);
      const reached = { ...pool.doc, targetLowPriorityNodes: 0 };
      assert.deepEqual(interruptionErrors("ResizeStopped", reached, nodes), []);
    }));
});
