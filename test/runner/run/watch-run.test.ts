import assert from "node:assert/strict";
import type { Session } from "../../../runner/run/session.ts";
import { watchRun } from "../../../runner/run/watch-run.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { completed, fakeClock, manifestOf } from "../fakes.ts";

const failure = { category: "ServerError", code: "DiskFull", message: "No space left." };

/** A job whose only task failed because of its node; the second look at it fails. */
const sessionOf = (): Session => {
  let looks = 0;
  const batch = {
    getJob: async () => ({ state: "active", onAllTasksComplete: "terminatejob" }),
    getTaskCounts: async () => {
      if (looks++ > 0) throw new Error("no more looks");
      return { active: 0, running: 1, completed: 0, succeeded: 0, failed: 0 };
    },
    listTasks: async function* () {
      yield completed("t-0", { exitCode: undefined, failure });
    },
    listNodes: async () => [],
    getPool: async () => undefined,
    reactivateTask: async () => {},
  };
  return { clients: { batch }, environment: { outputs: { poolId: "pool" } } } as unknown as Session;
};

describe("watch-run", () => {
  it("emits a reactivated task as reactivated, not as retry of a request", async () => {
    const manifest = manifestOf(1);
    const context = { clock: fakeClock(), signal: new AbortController().signal };
    const request = (events: RunEvent[]) => {
      const emit = (event: RunEvent): void => void events.push(event);
      return { manifest, session: sessionOf(), timeoutMs: 60_000, context, emit };
    };
    const watched: RunEvent[] = [];
    await assert.rejects(watchRun(request(watched)), /no more looks/);
    const expected = [{ event: "reactivated", taskId: "t-0", code: "DiskFull", message: "No space left." }];
    const emitted = (events: RunEvent[]) => events.filter(({ event }) => /reactivated|retry/.test(event));
    assert.deepEqual(emitted(watched), expected);
  });
});
