import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import { watchRunning } from "../../../runner/job/watch-running.ts";
import { completed, fakeClock } from "../fakes.ts";

/** A watch of a job, its clock, and the moments since which listed tasks had to run. */
const watched = (listed: (now: Date) => readonly BatchTask[]) => {
  const clock = fakeClock();
  const asked: (number | undefined)[] = [];
  const batch = {
    listRunningSince: async (_: string, since?: Date) => {
      asked.push(since && (clock.now().getTime() - since.getTime()) / 1000);
      return [...listed(clock.now())];
    },
  };
  const wait = (seconds: number) => clock.sleep(seconds * 1000, new AbortController().signal);
  return { watch: watchRunning({ batch, jobId: "j", clock }), asked, wait };
};

const start = new Date("2026-11-23T10:00:00Z");
const running = (id: string): BatchTask => ({ ...completed(id), state: "running", startTime: start });
const tasks = (count: number) => Array.from({ length: count }, (_, i) => completed(`t-${i}`));
const counts = (active: number, run: number, succeeded: number) => ({
  counts: { active, running: run, succeeded, failed: 0 },
});

describe("watchRunning", () => {
  it("names the task that takes far longer than the others, and its node", async () => {
    const { watch, wait } = watched(() => [running("slow")]);
    await watch.look({ ...counts(0, 4, 0), completed: [] });
    await wait(20);
    const early = await watch.look({ ...counts(0, 1, 3), completed: tasks(3) });
    assert.deepEqual(early.stragglers, []);
    await wait(20);
    const late = await watch.look({ ...counts(0, 1, 3), completed: [] });
    assert.deepEqual(late.stragglers, [{ taskId: "slow", nodeId: "node-1", elapsedMs: 40_000 }]);
    assert.equal(late.longestMs, 40_000);
    assert.equal(late.leftMs, undefined);
  });

  it("lists at most every ten seconds, and nothing before a task has completed", async () => {
    const { watch, asked, wait } = watched(() => [running("slow")]);
    await wait(30);
    await watch.look({ ...counts(0, 4, 0), completed: [] });
    assert.equal(asked.length, 0);
    for (let i = 0; i < 25; i++) {
      await wait(1);
      await watch.look({ ...counts(0, 1, 3), completed: i === 0 ? tasks(3) : [] });
    }
    assert.equal(asked.length, 3);
  });

  it("lists only slow tasks of many running ones", async () => {
    const { watch, asked, wait } = watched(() => []);
    await watch.look({ ...counts(5000, 200, 150), completed: tasks(150) });
    await wait(20);
    await watch.look({ ...counts(4950, 200, 199), completed: tasks(49) });
    assert.deepEqual(asked, [], "the fastest complete first");
    await watch.look({ ...counts(4900, 200, 250), completed: tasks(51) });
    await watch.look({ ...counts(4900, 200, 250), completed: [] });
    assert.deepEqual(asked, [30]);
  });

  it("forgets a slow task that completes", async () => {
    const { watch, wait } = watched(() => [running("slow"), running("slower")]);
    await watch.look({ ...counts(0, 2, 3), completed: tasks(3) });
    await wait(60);
    const both = await watch.look({ ...counts(0, 2, 3), completed: [] });
    const one = await watch.look({ ...counts(0, 1, 4), completed: [completed("slow")] });
    assert.deepEqual(
      [both, one].map(({ stragglers }) => stragglers.map(({ taskId }) => taskId)),
      [["slow", "slower"], ["slower"]],
    );
  });
});
