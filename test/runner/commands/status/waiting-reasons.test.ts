import assert from "node:assert/strict";
import type { BatchTask } from "../../../../runner/azure/batch-task.ts";
import { blockedReason } from "../../../../runner/commands/status/waiting-reasons.ts";
import type { Manifest } from "../../../../runner/manifest/manifest.ts";
import { completed, manifestOf } from "../../fakes.ts";

/** Task t-0, and t-1 and t-2 that depend on it. */
const chain: Manifest = {
  ...manifestOf(3),
  tasks: [...manifestOf(3).tasks].map((task, i) => (i === 0 ? task : { ...task, after: ["t-0"] })),
};
const creationTime = new Date("2026-11-23T10:00:00Z");
const failedTask = completed("t-0", { exitCode: 1 });

interface Case {
  readonly manifest?: Manifest;
  readonly failed?: readonly BatchTask[];
  readonly active?: number;
  readonly running?: number;
  readonly job?: { readonly creationTime?: Date };
}

/** Returns the reason 20 minutes after the job was created. */
const reasonFor = ({
  manifest = chain,
  failed = [failedTask],
  active = 2,
  running = 0,
  job = { creationTime },
}: Case = {}) => {
  const listTasks = async function* () {
    yield* failed;
  };
  const counts = { active, running, succeeded: 0, failed: failed.length };
  const now = new Date("2026-11-23T10:20:00Z");
  return blockedReason({ batch: { listTasks }, manifest, job, counts, now });
};

describe("waiting reasons", () => {
  it("counts the blocked tasks and shows the rest of the job's time limit", async () => {
    assert.match((await reasonFor()) ?? "", /^2 tasks .* them failed.* 40m 00s$/);
    assert.match((await reasonFor({ active: 1 })) ?? "", /^1 task .* it failed/);
  });

  it("uses the time of the plan if the job has no creation time", async () =>
    assert.match((await reasonFor({ job: {} })) ?? "", / 40m 00s$/));

  for (const [title, fields] of Object.entries({
    "a task runs": { running: 1 },
    "no task depends on another": { manifest: manifestOf(3) },
    "no task has failed": { failed: [] },
    "a failed task blocks none": { failed: [completed("t-2", { exitCode: 1 })] },
    "a task is left that isn't blocked": { active: 3 },
  } satisfies Record<string, Case>))
    it(`returns nothing if ${title}`, async () => assert.equal(await reasonFor(fields), undefined));
});
