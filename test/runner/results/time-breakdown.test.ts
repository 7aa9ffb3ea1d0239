import assert from "node:assert/strict";
import { phaseNames } from "../../../browser/contract/report-data.ts";
import type { RunNode } from "../../../runner/results/run-node.ts";
import type { TaskTimes } from "../../../runner/results/task-times.ts";
import { taskPhases, timeBreakdown } from "../../../runner/results/time-breakdown.ts";

/** Returns a moment of the tests: seconds after 1970. */
const at = (seconds: number): string => new Date(seconds * 1000).toISOString();

const node: RunNode = {
  id: "n",
  isSpot: false,
  allocatedAt: at(20),
  bootedAt: at(30),
  startTaskStartedAt: at(31),
  startTaskEndedAt: at(40),
  preparationStartedAt: at(42),
  preparationEndedAt: at(45),
};

const times: TaskTimes = {
  queuedAt: at(10),
  startedAt: at(46),
  programStartedAt: at(48),
  endedAt: at(58),
  uploadedAt: at(60),
};

const seconds = (task: Parameters<typeof taskPhases>[0], on?: RunNode) =>
  taskPhases(task, on).map(({ phase, startMs, endMs }) => [phase, (endMs - startMs) / 1000]);

const totals = (breakdown: ReturnType<typeof timeBreakdown>, key: "wallMs" | "taskMs") =>
  Object.fromEntries(
    (breakdown?.phases ?? []).filter((each) => each[key] > 0).map((each) => [each.phase, each[key] / 1000]),
  );

/** Returns a function that returns pseudo-random integers from 0 to below a limit. */
const random = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Returns tasks and nodes whose moments are in any order, or unknown. */
const anyRun = (seed: number) => {
  const below = random(seed);
  const moments = (...names: string[]): Record<string, string> =>
    Object.fromEntries(names.filter(() => below(5) > 0).map((name) => [name, at(below(100))]));
  const tasks = Array.from({ length: below(8) }, () => ({
    nodeId: ["a", "b", "c"][below(3)],
    times: moments("queuedAt", "startedAt", "programStartedAt", "endedAt", "uploadedAt"),
  }));
  const nodes = ["a", "b"].map((id) => ({
    ...{ id, isSpot: false },
    ...moments("allocatedAt", "bootedAt", "startTaskEndedAt", "preparationStartedAt", "preparationEndedAt"),
  }));
  return { tasks, nodes };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

describe("results/time-breakdown", () => {
  it("splits a task's time into phases", () => {
    assert.deepEqual(seconds({ times }, node), [
      ["nodes", 10],
      ["boot", 20],
      ["slot", 2],
      ["staging", 3],
      ["slot", 1],
      ["staging", 2],
      ["running", 10],
      ["uploading", 2],
    ]);
  });

  it("ignores moments of a node that was restarted after the task started", () => {
    const preparation = { preparationStartedAt: at(76), preparationEndedAt: at(78) };
    const restarted = { ...node, bootedAt: at(70), startTaskEndedAt: at(75), ...preparation };
    assert.deepEqual(seconds({ times: { queuedAt: at(10), startedAt: at(50) } }, restarted), [
      ["nodes", 10],
      ["slot", 30],
    ]);
  });

  it("counts a wait on an unknown node as waiting for a slot", () => {
    assert.deepEqual(seconds({ times: { queuedAt: at(1), startedAt: at(5), uploadedAt: at(9) } }), [
      ["slot", 4],
      ["running", 4],
    ]);
  });

  it("divides each moment of a run among the tasks on nodes, or gives it to the latest wait", () => {
    const second = {
      times: { queuedAt: at(10), startedAt: at(59), programStartedAt: at(61), uploadedAt: at(70) },
      nodeId: "n",
    };
    const breakdown = timeBreakdown([{ times, nodeId: "n" }, second], [node]);
    assert.deepEqual([breakdown?.startedMs, breakdown?.lengthMs], [10_000, 60_000]);
    assert.deepEqual(totals(breakdown, "wallMs"), {
      ...{ nodes: 10, boot: 20, slot: 3, staging: 6.5, running: 19, uploading: 1.5 },
    });
    assert.deepEqual(totals(breakdown, "taskMs"), {
      ...{ nodes: 20, boot: 40, slot: 19, staging: 10, running: 19, uploading: 2 },
    });
  });

  it("gives little of a run to an upload while many other tasks run", () => {
    const running = Array.from({ length: 9 }, () => ({
      times: {
        queuedAt: at(0),
        startedAt: at(0),
        programStartedAt: at(0),
        endedAt: at(10),
        uploadedAt: at(10),
      },
    }));
    const uploading = { times: { ...running[0]?.times, endedAt: at(0) } };
    assert.deepEqual(totals(timeBreakdown([...running, uploading]), "wallMs"), { running: 9, uploading: 1 });
  });

  it("counts neither cached tasks nor tasks without times", () => {
    assert.equal(timeBreakdown([{ times, cachedFrom: "job-0" }, {}, { times: {} }]), undefined);
  });

  it("returns totals that add up, for any moments", () => {
    for (let seed = 0; seed < 2000; seed++) {
      const { tasks, nodes } = anyRun(seed);
      const spans = tasks.map((task) =>
        taskPhases(
          task,
          nodes.find(({ id }) => id === task.nodeId),
        ),
      );
      for (const each of spans) {
        for (const { startMs, endMs } of each) assert(endMs > startMs);
        for (const [index, { startMs }] of each.slice(1).entries()) assert.equal(startMs, each[index]?.endMs);
      }
      const all = spans.flat();
      const breakdown = timeBreakdown(tasks, nodes);
      if (breakdown === undefined) {
        assert.deepEqual(all, []);
        continue;
      }
      const { phases, lengthMs, startedMs } = breakdown;
      assert.deepEqual(
        phases.map(({ phase }) => phase),
        phaseNames,
      );
      assert.equal(startedMs, Math.min(...all.map(({ startMs }) => startMs)));
      assert.equal(startedMs + lengthMs, Math.max(...all.map(({ endMs }) => endMs)));
      assert(phases.every(({ wallMs, taskMs }) => wallMs >= 0 && taskMs >= 0));
      assert.equal(sum(phases.map(({ wallMs }) => wallMs)), lengthMs);
      assert.equal(
        sum(phases.map(({ taskMs }) => taskMs)),
        sum(all.map(({ startMs, endMs }) => endMs - startMs)),
      );
    }
  });
});
