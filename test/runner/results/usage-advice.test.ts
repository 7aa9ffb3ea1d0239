import assert from "node:assert/strict";
import { runUsage } from "../../../runner/results/usage-advice.ts";

const gb = 1e9;

interface Task {
  readonly peak?: number;
  /** Cores that it uses. */
  readonly cores?: number;
  readonly seconds?: number;
  readonly exitCode?: number;
  readonly slots?: number;
  readonly cachedFrom?: string;
}

interface Node {
  readonly gigabytes?: number;
  readonly cores?: number;
  readonly slots?: number;
  readonly kind?: "local" | "azure";
}

const usageOf = (
  tasks: readonly Task[],
  { gigabytes = 4, cores: nodeCores = 2, slots = 1, kind }: Node = {},
) =>
  runUsage(
    tasks.map(({ peak = 1, cores = 0.5, seconds = 20, ...task }) => ({
      exitCode: 0,
      ...task,
      times: {
        programStartedAt: new Date(0).toISOString(),
        endedAt: new Date(seconds * 1000).toISOString(),
      },
      usage: { peakBytes: peak * gb, cpuSeconds: cores * seconds, nodeBytes: gigabytes * gb, nodeCores },
    })),
    { kind: kind ?? "azure", taskSlotsPerNode: slots },
  );

const same = (count: number, task: Task = {}): Task[] => Array.from({ length: count }, () => task);

/** Returns the advised `taskSlotsPerNode`; undefined without advice. */
const advised = (tasks: readonly Task[], node?: Node): number | undefined => {
  const [, slots] = /`taskSlotsPerNode: (\d+)`/.exec(usageOf(tasks, node)?.advice ?? "") ?? [];
  return slots === undefined ? undefined : Number(slots);
};

describe("results/usage-advice", () => {
  it("returns what the tasks needed", () => {
    const { advice, ...usage } = usageOf([{ peak: 1 }, { peak: 3, cores: 1.5 }, { peak: 2 }]) ?? {};
    assert.deepEqual(usage, {
      ...{ peakBytes: 3 * gb, coresPerTask: 2.5 / 3 },
      ...{ nodeBytes: 4 * gb, nodeCores: 2, slotsPerNode: 1 },
    });
  });

  it("returns undefined if no task was measured", () => {
    assert.equal(usageOf([]), undefined);
    assert.equal(usageOf([{ cachedFrom: "job-0" }]), undefined);
    assert.equal(
      runUsage([{ usage: { peakBytes: 1 } }, {}], { kind: "azure", taskSlotsPerNode: 1 }),
      undefined,
    );
  });

  it("advises slots by memory", () => {
    assert.equal(advised(same(10, { peak: 1 })), 3);
    assert.equal(advised(same(10, { peak: 1.6 })), undefined);
    assert.equal(advised([...same(10, { peak: 1 }), { peak: 1.4 }]), 2);
  });

  it("advises slots by CPU", () => {
    assert.equal(advised(same(10, { peak: 0.1, cores: 1.02 })), 2);
    assert.equal(advised(same(10, { peak: 0.1, cores: 1.02 }), { slots: 2 }), undefined);
    assert.equal(advised(same(10, { peak: 0.1, cores: 1.9 })), undefined);
    // Four tasks that use two cores all the time.
    assert.equal(advised(same(10, { peak: 0.1, cores: 0.5 }), { slots: 4 }), undefined);
  });

  it("advises at most the slots that Azure allows", () => {
    assert.equal(advised(same(10, { peak: 0.001, cores: 0.001 })), 8);
    assert.equal(advised(same(10, { peak: 0.001, cores: 0.001 }), { cores: 96 }), 256);
  });

  it("advises no more slots by few or short tasks, or by tasks with several slots", () => {
    assert.equal(advised(same(9)), undefined);
    assert.equal(advised(same(100, { seconds: 9 })), undefined);
    assert.equal(advised([...same(20), { slots: 2 }], { slots: 2 }), undefined);
  });

  it("advises fewer slots if memory is nearly full", () => {
    const node = { slots: 3, gigabytes: 4 };
    assert.equal(advised([{ peak: 1.3 }, { peak: 1.3 }, { peak: 1.3 }], node), 2);
    assert.equal(advised([{ peak: 1.3 }, { peak: 1.3 }, { peak: 0.5 }], node), undefined);
    assert.equal(advised([{ peak: 3.8, slots: 3 }], node), undefined);
    assert.match(usageOf([{ peak: 3.8, slots: 3 }], node)?.advice ?? "", /nearly full.*larger vmSize/);
  });

  it("says that tasks were killed only if memory was nearly full", () => {
    const killed = { exitCode: 137, peak: 3.4 };
    assert.match(usageOf([killed, killed])?.advice ?? "", /^2 tasks .*out of memory.*larger vmSize$/);
    assert.equal(usageOf([{ exitCode: 137, peak: 1 }])?.advice, undefined);
  });

  it("never advises slots on the local cloud, whose nodes share one machine", () => {
    for (const task of [{}, { peak: 3.9 }, { peak: 3.9, exitCode: 137 }])
      for (const count of [1, 20]) {
        const { advice = "" } = usageOf(same(count, task), { kind: "local", slots: 4 }) ?? {};
        assert.doesNotMatch(advice, /taskSlotsPerNode|vmSize|full/);
        assert.equal(advice !== "", count === 20 || task.exitCode === 137, advice);
      }
  });
});
