import assert from "node:assert/strict";
import { inputFlaws, verifiedInputs } from "../../../runner/results/input-flaws.ts";
import { completedOutcome } from "../../../runner/results/outcome.ts";
import { runReport } from "../../../runner/results/report.ts";
import { writeReport } from "../../../runner/results/run-record.ts";
import { completed, manifestOf } from "../fakes.ts";
import { memoryContainer } from "../memory-container.ts";
import { md5 } from "./stored-run.ts";

const [first, second] = manifestOf(2).tasks;
const stored = (etag: string | undefined) => ({
  ...first!,
  inputs: [{ name: "in.txt", size: 1, sha256: "0", stored: { container: "mine", blob: "a/in.txt", etag } }],
});
const merge = { ...second!, results: [{ taskId: "t-0", path: "t-0.txt", name: "earlier.txt" }] };

const scene = ({
  verified = new Set<string>(),
  cachedFrom,
}: {
  verified?: Set<string>;
  cachedFrom?: string;
} = {}) => {
  const mine = memoryContainer();
  mine.put("a/in.txt", "x", { etag: "0x1" });
  const output = memoryContainer();
  const storage = {
    jobId: "job-1",
    output,
    containerNamed: (name: string) => (name === "mine" ? mine : memoryContainer()),
    verified,
    taskNamed: () => ({ cachedFrom }),
  };
  return { mine, output, storage };
};

describe("input-flaws: stored inputs", () => {
  it("have no flaw while the blob has the planned ETag", async () => {
    const { storage } = scene();
    assert.deepEqual(await inputFlaws(storage, stored("0x1")), { changed: [], stale: [] });
  });

  it("are changed if the blob has another ETag or is gone", async () => {
    const { storage, mine } = scene();
    assert.deepEqual((await inputFlaws(storage, stored("0x0"))).changed, ["in.txt"]);
    mine.blobs.clear();
    assert.deepEqual((await inputFlaws(storage, stored("0x1"))).changed, ["in.txt"]);
  });

  it("are not compared without a planned ETag, or if they were verified before", async () => {
    assert.deepEqual((await inputFlaws(scene().storage, stored(undefined))).changed, []);
    const { storage } = scene({ verified: new Set(["t-0"]) });
    assert.deepEqual((await inputFlaws(storage, stored("0x0"))).changed, []);
  });

  it("of other tasks are compared although some were verified", async () => {
    const { storage } = scene({ verified: new Set(["t-1"]) });
    assert.deepEqual((await inputFlaws(storage, stored("0x0"))).changed, ["in.txt"]);
  });
});

describe("input-flaws: results of other tasks", () => {
  const record = (
    output: ReturnType<typeof memoryContainer>,
    read: string,
    written: string,
    run = "job-1",
  ) => {
    output.put("job-1/t-1/.batch-read", `${md5(read)}  earlier.txt\n`);
    output.put(`${run}/t-0/.batch-hashes`, `${md5(written)}  t-0.txt\n`);
  };

  it("have no flaw if the node read what the task wrote", async () => {
    const { storage, output } = scene();
    record(output, "same", "same");
    assert.deepEqual((await inputFlaws(storage, merge)).stale, []);
  });

  it("are stale if the node read other content", async () => {
    const { storage, output } = scene();
    record(output, "old", "new");
    assert.deepEqual((await inputFlaws(storage, merge)).stale, ["earlier.txt"]);
  });

  it("are compared with the run that completed a cached task", async () => {
    const { storage, output } = scene({ cachedFrom: "job-0" });
    record(output, "old", "new", "job-0");
    assert.deepEqual((await inputFlaws(storage, merge)).stale, ["earlier.txt"]);
  });

  for (const missing of ["job-1/t-1/.batch-read", "job-1/t-0/.batch-hashes"])
    it(`are not compared without ${missing}`, async () => {
      const { storage, output } = scene();
      record(output, "old", "new");
      output.blobs.delete(missing);
      assert.deepEqual((await inputFlaws(storage, merge)).stale, []);
    });
});

describe("input-flaws: verified inputs", () => {
  const run = { application: memoryContainer(), jobId: "job-1" };
  const manifest = manifestOf(3);
  const tasks = manifest.tasks.map((task) => ({ ...task, inputs: stored("0x1").inputs }));

  before(async () => {
    const counts = { succeeded: 1, failed: 2, cached: 0, notRun: undefined };
    const report = runReport({ manifest, counts, elapsedMs: 0, finishedAt: new Date(0) });
    const outcomes = [
      completedOutcome(tasks[0]!, completed("t-0"), {}),
      completedOutcome(tasks[1]!, completed("t-1"), { missing: ["a"] }),
      completedOutcome(tasks[2]!, completed("t-2", { exitCode: 1 }), {}),
    ];
    await writeReport(
      run,
      report,
      outcomes.map((outcome) => ({ ...outcome, files: [] })),
    );
  });

  it("are those of tasks whose programs succeeded", async () => {
    assert.deepEqual([...(await verifiedInputs(run, tasks))], ["t-0", "t-1"]);
  });

  it("is empty, without reading the report, if no task has a stored input", async () => {
    const reads = run.application.reads.length;
    assert.equal((await verifiedInputs(run, manifest.tasks)).size, 0);
    assert.equal(run.application.reads.length, reads);
  });
});
