import assert from "node:assert/strict";
import { type AutoscaleOptions, autoscaleFormula, mostNodes } from "../../infra/autoscale.ts";
import { parseFormula } from "../../local/emulator/autoscale/parse-formula.ts";
import { type Recorded, repeat, run } from "../local/emulator/autoscale/situation.ts";

const usual: AutoscaleOptions = {
  minNodes: 0,
  maxNodes: 20,
  spotPercent: 80,
  taskSlotsPerNode: 4,
  idleMinutes: 15,
};

const targets = (options: Partial<AutoscaleOptions>, samples: NonNullable<Recorded["samples"]>) => {
  const { error, targetDedicatedNodes, targetLowPriorityNodes } = run(
    autoscaleFormula({ ...usual, ...options }),
    { samples, targetDedicatedNodes: 3, currentDedicatedNodes: 3 },
  );
  assert.equal(error, undefined);
  return [targetDedicatedNodes, targetLowPriorityNodes];
};

describe("autoscale formula in a recorded situation", () => {
  const cases: readonly [
    what: string,
    options: Partial<AutoscaleOptions>,
    samples: NonNullable<Recorded["samples"]>,
    dedicated: number,
    spot: number,
  ][] = [
    ["an empty queue needs no node", {}, { $PendingTasks: repeat(0, 60) }, 0, 0],
    ["an empty queue keeps the minimum, dedicated", { minNodes: 2 }, { $PendingTasks: repeat(0, 60) }, 2, 0],
    ["a pool without samples keeps the minimum", { minNodes: 2 }, {}, 2, 0],
    ["a pool without samples and minimum stays empty", {}, {}, 0, 0],
    ["the first sample counts at once", {}, { $PendingTasks: [40] }, 2, 8],
    ["one task needs one node, which the share makes spot", {}, { $PendingTasks: repeat(1, 60) }, 0, 1],
    ["one task more than slots needs a node more", { spotPercent: 0 }, { $PendingTasks: [9] }, 3, 0],
    ["slots are divided by", { spotPercent: 0, taskSlotsPerNode: 1 }, { $PendingTasks: [9] }, 9, 0],
    ["a burst counts before the average knows of it", {}, { $PendingTasks: [...repeat(0, 29), 40] }, 2, 8],
    [
      "a burst beyond the maximum gets the maximum",
      { minNodes: 3 },
      { $PendingTasks: repeat(100_000, 60) },
      4,
      16,
    ],
    ["a node is kept while it may be idle", {}, { $PendingTasks: [4, ...repeat(0, 29)] }, 0, 1],
    ["a node is not kept longer", {}, { $PendingTasks: [4, ...repeat(0, 30)] }, 0, 0],
    ["a gap in the samples is no empty queue", {}, { $PendingTasks: [40, ...repeat(undefined, 40)] }, 2, 8],
    [
      "the minimum is dedicated before the share",
      { minNodes: 8, maxNodes: 10 },
      { $PendingTasks: [40] },
      8,
      2,
    ],
    [
      "dedicated nodes replace preempted ones",
      {},
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(1, 60) },
      3,
      8,
    ],
    [
      "no more of them than the pool's dedicated share",
      {},
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(5, 60) },
      4,
      8,
    ],
    [
      "dedicated nodes replace spot nodes that Azure never allocated",
      {},
      { $PendingTasks: repeat(8, 60), $CurrentLowPriorityNodes: repeat(0, 60) },
      2,
      2,
    ],
    [
      "only those that Azure has not allocated",
      {},
      { $PendingTasks: repeat(40, 60), $CurrentLowPriorityNodes: [...repeat(0, 50), ...repeat(7, 10)] },
      3,
      8,
    ],
    [
      "not before Azure had 10 minutes to allocate them",
      {},
      { $PendingTasks: [...repeat(0, 41), ...repeat(8, 19)], $CurrentLowPriorityNodes: repeat(0, 60) },
      0,
      2,
    ],
    [
      "not for a queue that has become shorter",
      {},
      {
        $PendingTasks: [...repeat(40, 35), ...repeat(4, 31)],
        $CurrentLowPriorityNodes: [...repeat(0, 50), ...repeat(1, 16)],
      },
      0,
      1,
    ],
    [
      "a preempted node is not counted as absent too",
      {},
      {
        $PendingTasks: repeat(40, 60),
        $CurrentLowPriorityNodes: repeat(8, 60),
        $PreemptedNodeCount: repeat(1, 60),
      },
      3,
      8,
    ],
    [
      "a pool of one node is dedicated unless all are spot",
      { maxNodes: 1 },
      { $PendingTasks: repeat(1, 60), $CurrentLowPriorityNodes: repeat(0, 60) },
      1,
      0,
    ],
    [
      "not more than the queue needs now",
      {},
      { $PendingTasks: repeat(4, 60), $PreemptedNodeCount: repeat(5, 60) },
      1,
      1,
    ],
    [
      "not where all nodes are to be spot",
      { spotPercent: 100 },
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(5, 60) },
      0,
      10,
    ],
    [
      "all spot keeps its minimum dedicated",
      { spotPercent: 100, minNodes: 1 },
      { $PendingTasks: [40] },
      1,
      9,
    ],
  ];
  for (const [what, options, samples, dedicated, spot] of cases)
    it(what, () => {
      assert.deepEqual(targets(options, samples), [dedicated, spot]);
    });

  it("lets running tasks end before a node is removed", () => {
    assert.equal(run(autoscaleFormula(usual)).nodeDeallocationOption, "taskcompletion");
  });

  it("is far below Azure's limits", () => {
    const most = {
      minNodes: 999,
      maxNodes: 1000,
      spotPercent: 99,
      taskSlotsPerNode: 256,
      idleMinutes: 10_000,
    };
    const formula = autoscaleFormula(most);
    assert(formula.length < 2048, `${formula.length} characters`);
    assert(parseFormula(formula).statements.length < 20);
  });
});

describe("mostNodes", () => {
  for (const minNodes of [0, 1, 7])
    for (const spotPercent of [0, 1, 33, 50, 80, 100])
      it(`returns the nodes of a long queue: minimum ${minNodes}, ${spotPercent}% spot`, () => {
        const options = { minNodes, spotPercent, maxNodes: 11 };
        const { dedicated, spot } = mostNodes(options);
        assert.deepEqual(targets(options, { $PendingTasks: [10_000] }), [dedicated, spot]);
      });

  for (const [maxNodes, spotPercent] of [
    [1, 50],
    [2, 80],
    [20, 99],
    [20, 100],
  ] as const)
    it(`returns no more than maxNodes in total: ${maxNodes} nodes, ${spotPercent}% spot`, () => {
      const options = { minNodes: 0, maxNodes, spotPercent };
      const { dedicated, spot } = mostNodes(options);
      assert.equal(dedicated + spot, maxNodes);
      assert.equal(dedicated > 0, spotPercent < 100);
      assert.deepEqual(targets(options, { $PendingTasks: [10_000] }), [dedicated, spot]);
    });
});

describe("the dedicated nodes that a formula requests", () => {
  for (const minNodes of [0, 3])
    for (const spotPercent of [0, 1, 50, 80, 95, 100])
      it(`never exceed mostNodes: minimum ${minNodes}, ${spotPercent}% spot`, () => {
        const options = { minNodes, spotPercent, maxNodes: 9 };
        const { dedicated, spot } = mostNodes(options);
        for (const pending of [0, 1, 5, 30, 1000])
          for (const current of [0, 2, 9])
            for (const preempted of [0, 2, 9]) {
              const [askedDedicated, askedSpot] = targets(options, {
                $PendingTasks: repeat(pending, 60),
                $CurrentLowPriorityNodes: repeat(current, 60),
                $PreemptedNodeCount: repeat(preempted, 60),
              });
              assert(
                askedDedicated! <= dedicated && askedSpot! <= spot,
                `${pending} ${current} ${preempted}`,
              );
            }
      });
});
