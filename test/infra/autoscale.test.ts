import assert from "node:assert/strict";
import { type AutoscaleOptions, autoscaleFormula, mostNodes } from "../../infra/autoscale.ts";
import { parseFormula } from "../../local/batch/autoscale/parse-formula.ts";
import { type Moment, type Scenario, simulateAutoscale } from "../helpers/simulate-autoscale.ts";
import { type Recorded, repeat, run } from "../local/batch/autoscale/situation.ts";

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
      "dedicated nodes stand in for preempted ones",
      {},
      { $PendingTasks: repeat(40, 60), $PreemptedNodeCount: repeat(5, 60) },
      7,
      8,
    ],
    [
      "not for more than the queue needs now",
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

  it("lets running tasks end before a node goes", () => {
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
      it(`is what a long queue gets: minimum ${minNodes}, ${spotPercent}% spot`, () => {
        const options = { minNodes, spotPercent, maxNodes: 11 };
        const { dedicated, spot } = mostNodes(options);
        assert.deepEqual(targets(options, { $PendingTasks: [10_000] }), [dedicated, spot]);
      });
});

describe("a pool that follows the formula", () => {
  const tasks = (count: number, arrives: number, runs: number) =>
    Array.from({ length: count }, () => ({ arrives, runs }));
  const simulate = (scenario: Pick<Scenario, "tasks" | "minutes"> & Partial<Scenario>): Moment[] => {
    const moments = simulateAutoscale({ formula: autoscaleFormula(usual), taskSlotsPerNode: 4, ...scenario });
    const last = moments.at(-1)!;
    assert.deepEqual(
      { done: last.done, cut: last.cut, nodes: last.dedicated + last.spot + last.preempted },
      { done: scenario.tasks.length, cut: 0, nodes: 0 },
    );
    return moments;
  };
  const most = (moments: readonly Moment[]): number =>
    Math.max(...moments.map(({ dedicated, spot }) => dedicated + spot));

  it("does a burst with as many nodes as it needs, and goes back to none", () => {
    assert.equal(most(simulate({ tasks: tasks(40, 7, 10), minutes: 60 })), 10);
  });

  it("does a burst beyond its maximum", () => {
    assert.equal(most(simulate({ tasks: tasks(1000, 7, 10), minutes: 240 })), 20);
  });

  it("keeps one node for a trickle", () => {
    const trickle = Array.from({ length: 20 }, (_, index) => ({ arrives: 10 + index * 12, runs: 2 }));
    const moments = simulate({ tasks: trickle, minutes: 300 });
    assert.equal(most(moments), 1);
    assert(moments.every(({ minute, spot }) => minute < 20 || minute > 230 || spot === 1));
  });

  it("starts although its first minutes have no samples", () => {
    const moments = simulate({ tasks: tasks(8, 1, 5), minutes: 60, silentMinutes: 6 });
    assert.equal(moments.find(({ spot }) => spot > 0)?.minute, 10);
  });

  it("lets long tasks end on nodes that it no longer wants", () => {
    const spread = [...tasks(36, 7, 10), ...tasks(4, 7, 120)];
    const moments = simulate({ tasks: spread, minutes: 200 });
    assert(moments.some(({ running, dedicated, spot }) => running === 4 && dedicated + spot < 10));
  });

  it("works on with dedicated nodes while spot ones are preempted, and gives them back", () => {
    const spotCapacity = (minute: number): number => (minute > 30 && minute < 120 ? 2 : 100);
    const moments = simulate({ tasks: tasks(1500, 7, 10), minutes: 400, spotCapacity });
    const during = moments.find(({ minute }) => minute === 60)!;
    assert.deepEqual([during.dedicated, during.spot, during.preempted], [18, 2, 14]);
    const after = moments.find(({ minute }) => minute === 135)!;
    assert.deepEqual([after.targetDedicated, after.targetSpot], [4, 16]);
  });
});
