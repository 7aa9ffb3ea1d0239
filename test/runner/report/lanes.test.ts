import assert from "node:assert/strict";
import { assignLanes } from "../../../runner/report/lanes.ts";

/** Lanes of tasks on one node, given as start and end. */
const lanesOf = (tasks: readonly (readonly [start: number, end: number])[], slots = 0) => {
  const intervals = {
    node: new Int32Array(tasks.length),
    start: tasks.map(([start]) => start),
    end: tasks.map(([, end]) => end),
  };
  const { slot, counts } = assignLanes(intervals, 1, slots);
  return { slot: [...slot], count: counts[0] };
};

describe("lanes of a node", () => {
  it("uses the first free lane, in the order of starts", () => {
    const tasks = [
      [5, 9],
      [0, 4],
      [0, 6],
      [4, 5],
      [6, 7],
    ] as const;
    assert.deepEqual(lanesOf(tasks), { slot: [0, 0, 1, 0, 1], count: 2 });
  });

  it("needs no more lanes than the node has slots, if clocks make tasks overlap", () => {
    const tasks = [
      [0, 10],
      [9, 20],
      [19, 30],
    ] as const;
    assert.deepEqual(lanesOf(tasks), { slot: [0, 1, 0], count: 2 });
    assert.deepEqual(lanesOf(tasks, 1), { slot: [0, 0, 0], count: 1 });
  });

  it("keeps nodes apart and leaves out tasks that never started", () => {
    const intervals = {
      node: Int32Array.of(1, 0, -1, 0, 1),
      start: [0, 0, 3, -1, 1],
      end: [9, 9, 4, 9, 9],
    };
    const { slot, counts } = assignLanes(intervals, 2, 0);
    assert.deepEqual([...slot], [0, 0, 0, 0, 1]);
    assert.deepEqual([...counts], [1, 2]);
  });

  it("never lets tasks overlap in a lane, and uses as many lanes as tasks run at a time", () => {
    let seed = 7;
    const random = (most: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * most);
    };
    const tasks = Array.from({ length: 2000 }, () => {
      const start = random(5000);
      return [start, start + 1 + random(40)] as const;
    });
    const { slot, count } = lanesOf(tasks);
    const starts = tasks.map(([start]) => start);
    const atOnce = Math.max(
      ...starts.map((ms) => tasks.filter(([start, end]) => start <= ms && ms < end).length),
    );
    assert.equal(count, atOnce);
    for (const lane of new Set(slot)) {
      const own = tasks.filter((_, i) => slot[i] === lane).sort(([a], [b]) => a - b);
      own.slice(1).forEach(([start], i) => {
        assert(start >= own[i]![1]);
      });
    }
  });
});
