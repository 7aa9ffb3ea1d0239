import assert from "node:assert/strict";
import type { Manifest, ManifestTask } from "../../../runner/manifest/manifest.ts";
import type { TaskJudge } from "../../../runner/results/judge-task.ts";
import { completedOutcome, type TaskOutcome } from "../../../runner/results/outcome.ts";
import { completed, manifestOf } from "../fakes.ts";
import { follow, judge, type Poll } from "./follow-story.ts";

const withTasks = (
  count: number,
  change: (task: ManifestTask, index: number) => Partial<ManifestTask>,
): Manifest => {
  const manifest = manifestOf(count);
  return { ...manifest, tasks: manifest.tasks.map((task, index) => ({ ...task, ...change(task, index) })) };
};

const codes = (outcomes: readonly TaskOutcome[]) =>
  outcomes.map(({ succeeded, code }) => (succeeded ? "ok" : code));

const at = (seconds: number): Date => new Date(Date.parse("2026-11-23T10:00:00Z") + seconds * 1000);
const gone = Object.assign(new Error("the service is gone"), { code: "Gone" });

describe("followJob", () => {
  it("records an outcome for each task that completes, and emits it", async () => {
    const polls = [[completed("t-0")], [completed("t-0"), completed("t-1", { exitCode: 3 })]];
    const { endedBecause, error, outcomes, recorded } = await follow({ manifest: manifestOf(2), polls });
    assert.deepEqual([endedBecause, error], [undefined, undefined]);
    assert.deepEqual(codes(outcomes), ["ok", "FailureExitCode"]);
    assert.deepEqual(recorded, ["t-0", "t-1"]);
  });

  it("emits the progress of each poll, without the reason of the job's end", async () => {
    const polls = [[], [completed("t-0")]];
    const { events } = await follow({ manifest: manifestOf(1), polls });
    const progress = events.filter((event) => event.event === "progress");
    assert.deepEqual(
      progress.map(({ total, counts, elapsedMs }) => [total, counts.succeeded, elapsedMs]),
      [
        [1, 0, 0],
        [1, 1, 250],
      ],
    );
    assert(!progress.some((event) => "endedBecause" in event || "completed" in event));
  });

  it("ignores a task of the job that the manifest doesn't have", async () => {
    const polls = [[completed("other")], [completed("other"), completed("t-0")]];
    const { recorded, error } = await follow({ manifest: manifestOf(1), polls });
    assert.deepEqual([recorded, error], [[], undefined]);
  });

  it("sends Batch no request if earlier runs completed every task", async () => {
    const manifest = withTasks(2, () => ({ cachedFrom: "earlier" }));
    const { asked, outcomes } = await follow({ manifest, polls: [] });
    assert.deepEqual(asked, []);
    assert.deepEqual(
      outcomes.map(({ succeeded, cachedFrom }) => [succeeded, cachedFrom]),
      Array(2).fill([true, "earlier"]),
    );
  });

  it("checks cached tasks while it watches the job", async () => {
    const watched = Promise.withResolvers<void>();
    const cachedAfterWatched: TaskJudge = {
      judgeTask: async (...args) => {
        watched.resolve();
        return judge.judgeTask(...args);
      },
      judgeCachedTask: async (...args) => {
        await watched.promise;
        return judge.judgeCachedTask(...args);
      },
    };
    const manifest = withTasks(2, (_, index) => (index === 0 ? { cachedFrom: "earlier" } : {}));
    const { recorded } = await follow({ manifest, polls: [[completed("t-1")]], judge: cachedAfterWatched });
    assert.deepEqual(recorded.toSorted(), ["t-0", "t-1"]);
  });

  it("continues to poll while a task is being checked", async () => {
    const judgedLast = Promise.withResolvers<void>();
    const slowFirst: TaskJudge = {
      ...judge,
      judgeTask: async (storage, task, done) => {
        if (task.id === "t-0") await judgedLast.promise;
        else judgedLast.resolve();
        return judge.judgeTask(storage, task, done);
      },
    };
    const polls = [[completed("t-0")], [completed("t-0"), completed("t-1")]];
    const { recorded } = await follow({ manifest: manifestOf(2), polls, judge: slowFirst });
    assert.deepEqual(recorded.toSorted(), ["t-0", "t-1"]);
  });

  it("records a reactivated task's last outcome last, even if checking its first takes longer", async () => {
    const failed = completed("t-0", { exitCode: 1, stateTransitionTime: at(0) });
    const succeeded = completed("t-0", { stateTransitionTime: at(60) });
    let turns = 0;
    const slowFirst: TaskJudge = {
      ...judge,
      judgeTask: async (storage, task, done) => {
        if (done.exitCode === 1) while (turns++ < 50) await new Promise(setImmediate);
        return judge.judgeTask(storage, task, done);
      },
    };
    const { outcomes } = await follow({
      manifest: manifestOf(1),
      polls: [[failed], [succeeded]],
      judge: slowFirst,
    });
    assert.deepEqual(codes(outcomes), ["ok"]);
  });

  it("checks completed tasks before it throws the error that ended watching", async () => {
    let judged = 0;
    const slow: TaskJudge = {
      ...judge,
      judgeTask: async (...args) => {
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
        judged += 1;
        return judge.judgeTask(...args);
      },
    };
    const manifest = manifestOf(2);
    const { error, recorded } = await follow({ manifest, polls: [[completed("t-0")], gone], judge: slow });
    assert.equal(error, gone);
    assert.deepEqual([judged, recorded], [1, ["t-0"]]);
  });

  for (const kind of ["judgeTask", "judgeCachedTask"] as const) {
    it(`stops watching if ${kind} fails`, async () => {
      const failing = { ...judge, [kind]: () => Promise.reject(gone) };
      const manifest = withTasks(3, (_, index) => (index === 2 ? { cachedFrom: "earlier" } : {}));
      const polls = [[completed("t-0")], ...Array<Poll>(50).fill([completed("t-0")])];
      const { error, asked } = await follow({ manifest, polls, judge: failing });
      assert.equal(error, gone);
      assert(asked.length < 50, `${asked.length} polls`);
    });
  }

  it("records tasks after a failed one as blocked, and returns why the job ended", async () => {
    const manifest = withTasks(3, (_, index) => (index === 0 ? {} : { after: [`t-${index - 1}`] }));
    const failed = completed("t-0", { exitCode: 1 });
    const { outcomes, endedBecause, terminated } = await follow({ manifest, polls: [[failed]] });
    assert.deepEqual(codes(outcomes), ["FailureExitCode", "UpstreamFailed", "UpstreamFailed"]);
    assert.deepEqual(terminated, [endedBecause]);
  });

  it("keeps the outcome of a task that ran although it counts as blocked", async () => {
    const manifest = withTasks(2, (_, index) => (index === 0 ? {} : { after: ["t-0"] }));
    const polls = [[completed("t-0", { exitCode: 1 }), completed("t-1")]];
    const { outcomes } = await follow({ manifest, polls });
    assert.deepEqual(codes(outcomes), ["FailureExitCode", "ok"]);
  });

  it("fails a task that ran before the one it depends on was reactivated", async () => {
    const manifest = withTasks(3, (_, index) =>
      index === 0 ? { ifFails: "continue", name: "first" } : { after: [`t-${index - 1}`] },
    );
    const polls = [
      [
        completed("t-0", { startTime: at(20), endTime: at(30) }),
        completed("t-1", { startTime: at(10), endTime: at(15) }),
        completed("t-2", { startTime: at(40), endTime: at(45) }),
      ],
    ];
    const { outcomes } = await follow({ manifest, polls });
    assert.deepEqual(codes(outcomes), ["ok", "InputStale", "InputStale"]);
    assert.match(outcomes[1]?.failure ?? "", /"first"/);
  });

  it("keeps the failure of a task that ran before the one it depends on was reactivated", async () => {
    const manifest = withTasks(2, (_, index) => (index === 0 ? { ifFails: "continue" } : { after: ["t-0"] }));
    const early = { startTime: at(10), endTime: at(15), exitCode: 3 };
    const polls = [[completed("t-0", { startTime: at(20), endTime: at(30) }), completed("t-1", early)]];
    const { outcomes } = await follow({ manifest, polls });
    assert.deepEqual(codes(outcomes), ["ok", "FailureExitCode"]);
  });

  for (const flaw of ["changed", "stale"] as const) {
    it(`fails tasks after one whose inputs were ${flaw}, and no others`, async () => {
      const manifest = withTasks(5, (_, index) =>
        index === 0 || index > 2 ? {} : { after: [`t-${index - 1}`] },
      );
      const wrongFirst: TaskJudge = {
        ...judge,
        judgeTask: async (_, task, done) => ({
          ...completedOutcome(task, done, task.id === "t-0" ? { [flaw]: ["in.txt"] } : {}),
          files: [],
        }),
      };
      const polls = [
        ["t-0", "t-1", "t-2", "t-3"].map((id) => completed(id)).concat(completed("t-4", { exitCode: 9 })),
      ];
      const { outcomes } = await follow({ manifest, polls, judge: wrongFirst });
      const own = flaw === "changed" ? "InputChanged" : "InputStale";
      assert.deepEqual(codes(outcomes), [own, "InputStale", "InputStale", "ok", "FailureExitCode"]);
    });
  }

  it("leaves the outcome of a failed task after one whose inputs were wrong", async () => {
    const manifest = withTasks(2, (_, index) => (index === 0 ? {} : { after: ["t-0"] }));
    const wrongFirst: TaskJudge = {
      ...judge,
      judgeTask: async (_, task, done) => ({
        ...completedOutcome(task, done, { changed: ["in.txt"] }),
        files: [],
      }),
    };
    const polls = [[completed("t-0"), completed("t-1", { exitCode: 9 })]];
    const { outcomes } = await follow({ manifest, polls, judge: wrongFirst });
    assert.deepEqual(codes(outcomes), ["InputChanged", "FailureExitCode"]);
  });
});
