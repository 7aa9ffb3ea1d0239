import assert from "node:assert/strict";
import type { BatchTask } from "../../../runner/azure/batch-task.ts";
import { failedTasks, withExcerpts } from "../../../runner/results/failed-tasks.ts";
import { runReport } from "../../../runner/results/report.ts";
import { writeReport } from "../../../runner/results/run-record.ts";
import { completed } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { storedRun } from "./stored-run.ts";

const { manifest, outcomes } = storedRun(4);
const failing = (id: string): BatchTask => completed(id, { exitCode: 1 });

interface Scene {
  readonly state?: "active" | "completed";
  readonly inBatch?: readonly BatchTask[];
  /** Indexes of tasks that failed by the report; undefined for a run without a report. */
  readonly reported?: readonly number[];
}

const scene = async ({ state, inBatch = [], reported }: Scene) => {
  const application = memoryContainer();
  const output = memoryContainer();
  if (reported !== undefined) {
    const counts = { succeeded: 0, failed: 4, cached: 0, notRun: undefined };
    const report = runReport({ manifest, counts, elapsedMs: 0, finishedAt: new Date(0) });
    const all = outcomes.map((outcome, i) => ({ ...outcome, succeeded: !reported.includes(i) }));
    await writeReport({ application, jobId: manifest.jobId }, report, all);
  }
  const batch = {
    getJob: async () => state && { state },
    listTasks: async function* () {
      yield* inBatch;
    },
  };
  const clients = { application, output, batch };
  const find = async (most = 9) => (await failedTasks(clients, manifest, most)).map(({ taskId }) => taskId);
  return { clients, output, find };
};

describe("failed-tasks", () => {
  it("are those of the report of a finished run, at most as many as asked for", async () => {
    for (const state of ["completed", undefined] as const) {
      const { find } = await scene({ state, reported: [1, 2, 3], inBatch: [failing("t-0")] });
      assert.deepEqual(await find(), ["t-1", "t-2", "t-3"]);
      assert.deepEqual(await find(2), ["t-1", "t-2"]);
    }
  });

  it("is empty if the report has no failed task, whatever Batch reports", async () => {
    const { find } = await scene({ state: "completed", reported: [], inBatch: [failing("t-0")] });
    assert.deepEqual(await find(), []);
  });

  for (const [kind, fields] of Object.entries<Scene>({
    "an active job, whatever an earlier report says": { state: "active", reported: [1] },
    "an ended job without a report": { state: "completed" },
  }))
    it(`are Batch's for ${kind}`, async () => {
      const inBatch = ["t-0", "other", "t-2", "t-3"].map(failing);
      const { find } = await scene({ ...fields, inBatch });
      assert.deepEqual(await find(), ["t-0", "t-2", "t-3"]);
      assert.deepEqual(await find(2), ["t-0", "t-2"]);
    });

  it("is empty without a job and a report", async () => {
    assert.deepEqual(await (await scene({ inBatch: [failing("t-0")] })).find(), []);
  });
});

describe("failed-tasks: excerpts", () => {
  const between = "attempt 1 of 2 ended with exit code 1";

  for (const [kind, logs, expected] of [
    [
      "stderr",
      { "stderr.txt": "Error: no", "stdout.txt": "out" },
      { stderr: ["Error: no"], stdout: undefined },
    ],
    ["stdout if stderr is empty", { "stderr.txt": "", "stdout.txt": "out" }, { stderr: [], stdout: ["out"] }],
    [
      "stdout if stderr has only the script's lines",
      { "stderr.txt": between, "stdout.txt": "out" },
      { stderr: [between], stdout: ["out"] },
    ],
    ["stdout if there is no stderr", { "stdout.txt": "out" }, { stderr: undefined, stdout: ["out"] }],
    ["nothing if both are empty", { "stderr.txt": "", "stdout.txt": "" }, { stderr: [], stdout: undefined }],
    [
      "the last 8 lines of stdout",
      { "stdout.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9" },
      { stdout: [..."23456789"] },
    ],
  ] as const)
    it(`are of ${kind}`, async () => {
      const { clients, output } = await scene({});
      for (const [name, text] of Object.entries(logs)) output.put(`job-1/t-0/${name}`, text);
      const [found] = await withExcerpts(clients, "job-1", outcomes.slice(0, 1));
      assert.deepEqual(
        [found?.stderr, found?.stdout],
        ["stderr" in expected ? expected.stderr : undefined, expected.stdout],
      );
    });

  it("are not read again if the outcome has them", async () => {
    const { clients, output } = await scene({});
    const known = { ...outcomes[0]!, stderr: ["known"] };
    assert.deepEqual(await withExcerpts(clients, "job-1", [known]), [known]);
    assert.deepEqual(output.reads, []);
  });
});
