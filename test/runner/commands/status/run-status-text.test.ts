import assert from "node:assert/strict";

import { statusText } from "../../../../runner/commands/status/run-status-text.ts";
import { groupFailures } from "../../../../runner/results/failure-groups.ts";
import { completedOutcome } from "../../../../runner/results/outcome.ts";
import type { RunState, RunStatus } from "../../../../runner/ui/command-events.ts";
import { followUps } from "../../../../runner/ui/follow-up.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { completed, manifestOf } from "../../fakes.ts";

const now = new Date("2026-11-23T10:05:12Z");
const { tasks } = manifestOf(9);

const textOf = (fields: Partial<RunStatus> & { readonly state: RunState }): string =>
  statusText(
    {
      jobId: "w-1",
      workload: "w",
      createdAt: "2026-11-23T10:00:00.000Z",
      poolId: "workers",
      counts: { active: 0, running: 0, succeeded: 9, failed: 0 },
      runningTasks: [],
      failures: [],
      ...fields,
    },
    { now, paint: (_, text) => text, followUp: followUps({}, {}) },
  );

/** Commands that a text suggests. */
const commandsIn = (text: string): string[] =>
  text.match(/npx azbatch .*$/gm)?.map((command) => command.replace("npx azbatch ", "")) ?? [];

const failures = (count: number) =>
  groupFailures(
    Array.from({ length: count }, (_, i) => ({
      ...completedOutcome(tasks[i]!, completed(`t-${i}`, { exitCode: i + 1 }), {}),
      files: [],
      stderr: [`Error: cause ${"abcdefghi"[i]}`],
    })),
  );

const running = {
  state: "running",
  counts: { active: 12, running: 10, succeeded: 3, failed: 0 },
  nodes: { running: 2, idle: 1 },
  runningTasks: Array.from({ length: 8 }, (_, i) =>
    completed(`task-${i}`, { state: "running", startTime: new Date(now.getTime() - i * 10_000) }),
  ),
} as const;

const waiting = {
  state: "waiting",
  counts: { active: 12, running: 0, succeeded: 0, failed: 0 },
  waiting: "pool workers has no nodes yet: AccountCoreQuotaReached",
} as const;

const failed = (count: number) => ({
  counts: { active: 0, running: 0, succeeded: 3, failed: count },
  failures: failures(count),
});

/** Commands suggested in each state. */
const nextCommands: Readonly<Record<RunState, readonly string[]>> = {
  unreadable: [],
  "not begun": ["submit --resume w-1", "delete w-1"],
  "half begun": ["submit --resume w-1", "cancel w-1"],
  waiting: ["watch w-1", "submit --resume w-1", "cancel w-1"],
  running: ["watch w-1", "submit --resume w-1", "cancel w-1"],
  ended: ["submit --resume w-1"],
  cancelled: ["download w-1"],
  "timed out": ["download w-1"],
  succeeded: ["download w-1"],
  failed: ["download w-1"],
};

describe("statusText", () => {
  for (const [state, commands] of Object.entries(nextCommands) as [RunState, readonly string[]][])
    it(`suggests for a run that is ${state}: ${commands.join(", ") || "nothing"}`, async () => {
      const text = textOf({ state });
      assert.deepEqual(commandsIn(text), commands);
      await assertSnapshot(`status/${state.replaceAll(" ", "-")}`, text);
    });

  it("lists running tasks and counts the rest", async () => {
    const text = textOf(running);
    for (const { id } of running.runningTasks) assert(text.includes(id), id);
    assert.match(text, /\b2 more/);
    await assertSnapshot("status/with-running-tasks", text);
  });

  it("shows why a run is waiting", async () => {
    const text = textOf(waiting);
    assert(text.includes(waiting.waiting), text);
    await assertSnapshot("status/with-a-reason-for-waiting", text);
  });

  it("suggests logs, submit and retry if tasks failed, and shows each cause with one of its tasks", async () => {
    const text = textOf({ state: "failed", ...failed(7) });
    assert.deepEqual(commandsIn(text), ["logs w-1", "submit w", "retry w-1", ...nextCommands.failed]);
    for (let i = 0; i < 7; i++)
      assert(text.includes(`Error: cause ${"abcdefghi"[i]}`) && text.includes(`t-${i}`), text);
    await assertSnapshot("status/with-failures", text);
  });

  it("suggests no command that needs the plan if storage has none", async () => {
    const text = textOf({ ...running, nodes: undefined, planMissing: true });
    assert.deepEqual(commandsIn(text), ["cancel w-1"]);
    assert(text.includes("w-1/"), "where its outputs are");
    await assertSnapshot("status/without-a-plan", text);
  });
});
