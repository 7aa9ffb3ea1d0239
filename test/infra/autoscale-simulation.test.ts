import assert from "node:assert/strict";
import { type AutoscaleOptions, autoscaleFormula, mostNodes } from "../../infra/autoscale.ts";
import { type Moment, type Scenario, simulateAutoscale } from "../helpers/simulate-autoscale.ts";

const usual: AutoscaleOptions = {
  minNodes: 0,
  maxNodes: 20,
  spotPercent: 80,
  taskSlotsPerNode: 4,
  idleMinutes: 15,
};

describe("simulated pool with the autoscale formula", () => {
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

  it("runs a burst with as many nodes as it needs, then scales to zero", () => {
    assert.equal(most(simulate({ tasks: tasks(40, 7, 10), minutes: 60 })), 10);
  });

  it("runs a burst beyond its maximum", () => {
    assert.equal(most(simulate({ tasks: tasks(1000, 7, 10), minutes: 240 })), 20);
  });

  it("keeps one node for a trickle", () => {
    const trickle = Array.from({ length: 20 }, (_, index) => ({ arrives: 10 + index * 12, runs: 2 }));
    const moments = simulate({ tasks: trickle, minutes: 300 });
    assert.equal(most(moments), 1);
    assert(moments.every(({ minute, spot }) => minute < 20 || minute > 230 || spot === 1));
  });

  it("starts nodes although its first minutes have no samples", () => {
    const moments = simulate({ tasks: tasks(8, 1, 5), minutes: 60, silentMinutes: 6 });
    assert.equal(moments.find(({ spot }) => spot > 0)?.minute, 10);
  });

  it("removes surplus nodes only after their long tasks have ended", () => {
    const spread = [...tasks(36, 7, 10), ...tasks(4, 7, 120)];
    const moments = simulate({ tasks: spread, minutes: 200 });
    assert(moments.some(({ running, dedicated, spot }) => running === 4 && dedicated + spot < 10));
  });

  it("replaces preempted nodes within its dedicated share, and later removes the replacements", () => {
    const spotCapacity = (minute: number): number => (minute > 30 && minute < 120 ? 6 : 100);
    const moments = simulate({ tasks: tasks(240, 7, 30), minutes: 400, spotCapacity });
    const during = moments.find(({ minute }) => minute === 60)!;
    assert.deepEqual([during.dedicated, during.spot, during.preempted], [4, 6, 10]);
    const few = simulate({ tasks: tasks(40, 7, 200), minutes: 500, spotCapacity });
    assert.equal(few.find(({ minute }) => minute === 60)!.targetDedicated, 4);
    assert.equal(few.find(({ minute }) => minute === 135)!.targetDedicated, 2);
  });

  describe("simulated pool in a region without spot capacity", () => {
    const spotCapacity = () => 0;

    it("runs a short queue on dedicated nodes", () => {
      const moments = simulate({ tasks: tasks(8, 7, 10), minutes: 90, spotCapacity });
      assert.equal(moments.find(({ done }) => done === 8)?.minute, 34);
      assert.equal(most(moments), 2);
    });

    it("never has more dedicated nodes than its share", () => {
      const moments = simulate({ tasks: tasks(500, 7, 10), minutes: 600, spotCapacity });
      assert.equal(most(moments), mostNodes(usual).dedicated);
    });

    it("keeps the node of a trickle instead of waiting again for spot capacity", () => {
      const trickle = Array.from({ length: 20 }, (_, index) => ({ arrives: 10 + index * 12, runs: 2 }));
      const moments = simulate({ tasks: trickle, minutes: 300, spotCapacity });
      assert(moments.every(({ minute, dedicated }) => minute < 30 || minute > 230 || dedicated === 1));
    });

    it("returns to spot nodes when Azure has capacity", () => {
      const later = (minute: number): number => (minute < 60 ? 0 : 100);
      const moments = simulate({ tasks: tasks(40, 7, 45), minutes: 300, spotCapacity: later });
      const at = (minute: number) => moments.find((moment) => moment.minute === minute)!;
      assert.deepEqual([at(55).dedicated, at(55).spot], [4, 0]);
      assert.deepEqual([at(65).targetDedicated, at(65).spot], [2, 8]);
    });
  });

  it("waits for Azure to allocate spot nodes before dedicated nodes replace them", () => {
    const spotCapacity = (minute: number): number => (minute < 15 ? 0 : 100);
    const moments = simulate({ tasks: tasks(8, 7, 10), minutes: 90, spotCapacity });
    assert(moments.every(({ targetDedicated }) => targetDedicated === 0));
  });
});
