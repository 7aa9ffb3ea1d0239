import assert from "node:assert/strict";
import type { Progress } from "../../../runner/ui/progress-events.ts";
import { nodeWords, paceWords, progressWords, stateWords, words } from "../../../runner/ui/words.ts";

const progress = (fields: Partial<Progress>): Progress => ({
  event: "progress",
  total: 19,
  counts: { active: 12, running: 4, succeeded: 2, failed: 1 },
  elapsedMs: 0,
  ...fields,
});
const counts = { active: 0, running: 0, succeeded: 19, failed: 0 };

describe("numbers in words", () => {
  it("count every state that has tasks", () => {
    assert.equal(stateWords(progress({})), "12 waiting · 4 running · 2 succeeded · 1 failed");
    assert.equal(stateWords({ counts }), "19 succeeded");
  });

  it("count failed tasks as done, and mention them separately", () => {
    assert.equal(progressWords(progress({})), "12 waiting, 4 running, 3 of 19 done, 1 failed");
    assert.equal(progressWords(progress({ counts })), "19 of 19 done");
  });

  for (const [rate, expected] of [
    [undefined, []],
    [0, []],
    [0.2, ["12/min"]],
    [0.1, ["6.0/min"]],
    [0.999, ["60/min"]],
    [1, ["1.0/s"]],
    [9.94, ["9.9/s"]],
    [9.95, ["10/s"]],
  ] as const)
    it(`show a rate of ${rate} tasks per second as ${expected.join() || "nothing"}`, () =>
      assert.deepEqual(paceWords({ rate }), expected));

  it("describe nodes and the shortfall unless there is a reason to wait", () => {
    const nodes = { running: 2 };
    assert.deepEqual(nodeWords(progress({ nodes })), ["nodes: 2 running"]);
    assert.deepEqual(nodeWords(progress({ nodes, shortfall: "1 of 2 nodes" })), [
      "nodes: 2 running",
      "the pool has 1 of 2 nodes",
    ]);
    assert.deepEqual(nodeWords(progress({ nodes, shortfall: "x", waiting: "no nodes" })), [
      "waiting: no nodes",
    ]);
    assert.deepEqual(nodeWords(progress({})), []);
  });

  it("distinguish uploaded from present files, in singular and plural", () => {
    const uploaded = (sent: number, present: number) =>
      words({ event: "uploaded", sent, bytes: 1000 * sent, present });
    assert.equal(uploaded(0, 0), undefined);
    assert.match(uploaded(0, 1) ?? "", /^1 file is /);
    assert.match(uploaded(0, 2) ?? "", /\b2 files are /);
    assert.equal(uploaded(3, 0), "Uploaded 3 files (3.0 kB)");
    assert.match(uploaded(3, 2) ?? "", /\b3 files \(3\.0 kB\), 2 /);
  });

  it("count tasks that earlier runs completed", () => {
    const planned = (cached: number) =>
      words({ event: "planned", jobId: "w-1", workload: "w", tasks: 3, cached, inputs: 2, bytes: 54_249 }) ??
      "";
    assert.equal(planned(0), "w: 3 tasks on 2 files (54.2 kB)");
    assert.match(planned(2), /^w: 3 tasks on 2 files \(54\.2 kB\), 2 completed /);
    assert.match(planned(3), /, all completed .*--force/);
  });
});
