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

describe("autoscale formula", () => {
  const cases: readonly [
    what: string,
    options: Partial<AutoscaleOptions>,
    samples: NonNullable<Recorded["samples"]>,
    dedicated: number,
    spot: number,
  ][] = [
    ["requests no node for an empty queue", {}, { $PendingTasks: repeat(0, 60) }, 0, 0],
    [
      "requests the minimum as dedicated nodes for an empty queue",
      { minNodes: 2 },
      { $PendingTasks: repeat(0, 60) },
      2,
      0,
    ],
    ["requests the minimum without samples", { minNodes: 2 }, {}, 2, 0],
    ["requests no node without samples and minimum", {}, {}, 0, 0],
    ["uses the first sample", {}, { $PendingTasks: [40] }, 2, 8],
    ["requests one spot node for one task", {}, { $PendingTasks: repeat(1, 60) }, 0, 1],
    ["requests another node for one task more than slots", { spotPercent: 0 }, { $PendingTasks: [9] }, 3, 0],
    [
      "divides tasks by the slots per node",
      { spotPercent: 0, taskSlotsPerNode: 1 },
      { $PendingTasks: [9] },
      9,
      0,
    ],
    [
      "requests nodes for a burst before it raises the average",
      {},
      { $PendingTasks: [...repeat(0, 29), 40] },
      2,
      8,
    ],
    [
      "requests the maximum for a larger burst",
      { minNodes: 3 },
      { $PendingTasks: repeat(100_000, 60) },
      4,
      16,
    ],
    ["keeps a node during the idle minutes", {}, { $PendingTasks: [4, ...repeat(0, 29)] }, 0, 1],
    ["removes a node after the idle minutes", {}, { $PendingTasks: [4, ...repeat(0, 30)] }, 0, 0],
    [
      "doesn't treat missing samples as an empty queue",
      {},
      { $PendingTasks: [40, ...repeat(undefined, 40)] },
      2,
      8,
    ],
    [
      "requests dedicated nodes for the minimum before the dedicated share",
      { minNodes: 8, maxNodes: 10 },
      { $PendingTasks: [40] },
      8,
      2,
    ],
    [
      "replaces preempted nodes with dedicated ones",
      {},
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(1, 60) },
      3,
      8,
    ],
    [
      "replaces no more nodes than the pool's dedicated share",
      {},
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(5, 60) },
      4,
      8,
    ],
    [
      "replaces spot nodes that Azure never allocated with dedicated ones",
      {},
      { $PendingTasks: repeat(8, 60), $CurrentLowPriorityNodes: repeat(0, 60) },
      2,
      2,
    ],
    [
      "replaces only the spot nodes that Azure has not allocated",
      {},
      { $PendingTasks: repeat(40, 60), $CurrentLowPriorityNodes: [...repeat(0, 50), ...repeat(7, 10)] },
      3,
      8,
    ],
    [
      "replaces no spot node that Azure has had less than 10 minutes to allocate",
      {},
      { $PendingTasks: [...repeat(0, 41), ...repeat(8, 19)], $CurrentLowPriorityNodes: repeat(0, 60) },
      0,
      2,
    ],
    [
      "replaces no missing spot node after the queue has become shorter",
      {},
      {
        $PendingTasks: [...repeat(40, 35), ...repeat(4, 31)],
        $CurrentLowPriorityNodes: [...repeat(0, 50), ...repeat(1, 16)],
      },
      0,
      1,
    ],
    [
      "counts a preempted node only once",
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
      "requests a dedicated node if the maximum is 1",
      { maxNodes: 1 },
      { $PendingTasks: repeat(1, 60), $CurrentLowPriorityNodes: repeat(0, 60) },
      1,
      0,
    ],
    [
      "replaces no more preempted nodes than the queue needs",
      {},
      { $PendingTasks: repeat(4, 60), $PreemptedNodeCount: repeat(5, 60) },
      1,
      1,
    ],
    [
      "replaces no preempted node with spotPercent 100",
      { spotPercent: 100 },
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(5, 60) },
      0,
      10,
    ],
    [
      "requests the minimum as dedicated nodes with spotPercent 100",
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

describe("dedicated nodes that a formula requests", () => {
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
