import assert from "node:assert/strict";
import type { Monitor } from "../../../runner/job/monitor.ts";
import { later, watchStory } from "./watch-story.ts";

/** As many blocked tasks, whatever completes. */
const blocked = (count: number): Monitor["blocked"] => ({
  see: () => {},
  count: () => count,
  all: () => new Map().entries(),
});

const failed = { ...later("a", 0), exitCode: 1 };
const other = later("b", 1);
/** The moment after it ends the monitor if it should not have terminated the job. */
const ended = { job: { state: "completed" } } as const;

describe("job/monitor: blocked tasks", () => {
  it("terminates the job when only blocked tasks are left", async () => {
    const { looks, terminated } = await watchStory([{ done: [failed] }], { total: 3, blocked: blocked(2) });
    assert.equal(terminated.length, 1);
    assert.equal(looks.at(-1)?.endedBecause, terminated[0]);
    assert.notEqual(terminated[0], "");
  });

  it("terminates the job at once, though its tasks complete at the same time", async () => {
    const { ids, terminated } = await watchStory(
      [{ done: [failed], running: 1 }, { done: [failed, other] }],
      { total: 3, blocked: blocked(1) },
    );
    assert.deepEqual([ids, terminated.length], [[["a"], ["b"]], 1]);
  });

  const others: Readonly<Record<string, Parameters<typeof watchStory>[0]>> = {
    "while a task runs": [
      { done: [failed], running: 1 },
      { done: [failed], running: 1, ...ended },
    ],
    "while another task waits": [{ done: [], ...ended }],
    "if counts mention more active tasks than blocked ones": [{ done: [failed], counted: 0, ...ended }],
  };
  for (const [when, moments] of Object.entries(others))
    it(`doesn't terminate the job ${when}`, async () => {
      const { terminated } = await watchStory(moments, { total: 2, blocked: blocked(1) });
      assert.deepEqual(terminated, []);
    });

  it("doesn't terminate the job if no task is blocked", async () => {
    const { terminated } = await watchStory([{ done: [failed], ...ended }], {
      total: 2,
      blocked: blocked(0),
    });
    assert.deepEqual(terminated, []);
  });

  it("doesn't terminate the job while the counts are ahead of the listed tasks", async () => {
    const moment = { done: [failed], counted: 2, ...ended };
    const { terminated } = await watchStory([moment], { total: 3, blocked: blocked(1) });
    assert.deepEqual(terminated, []);
  });

  it("doesn't terminate the job while completed tasks are still to be listed", async () => {
    const done = Array.from({ length: 2500 }, (_, i) => later(`t${i}`, 0));
    const moments = Array.from({ length: 3 }, () => ({ done }));
    const { ids, terminated } = await watchStory(moments, { total: 2500, blocked: blocked(1500) });
    assert.deepEqual([ids.map(({ length }) => length), terminated], [[1000, 1000, 500], []]);
  });

  it("doesn't terminate the job while a reactivated task waits and none is blocked", async () => {
    const waiting = { done: [failed, other], isAllDone: false } as const;
    const { terminated, looks } = await watchStory([waiting, { ...waiting, ...ended }], {
      blocked: blocked(0),
    });
    assert.deepEqual([terminated, looks.length], [[], 2]);
  });

  it("doesn't terminate a job that has ended", async () => {
    const { terminated, looks } = await watchStory([{ ...ended }, { done: [failed], ...ended }], {
      total: 2,
      blocked: blocked(1),
    });
    assert.deepEqual(terminated, []);
    assert.notEqual(looks.at(-1)?.endedBecause, undefined);
  });
});
