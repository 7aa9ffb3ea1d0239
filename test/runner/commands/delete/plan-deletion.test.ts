import assert from "node:assert/strict";
import { planDeletion, type RunUse } from "../../../../runner/commands/delete/plan-deletion.ts";

const hash = (letter: string): string => letter.repeat(64);

const use = (jobId: string, fields: Partial<RunUse> = {}): RunUse => ({
  jobId,
  workload: "w",
  codeSha256: hash("a"),
  createdAt: new Date("2026-11-23T10:00:00Z"),
  isLive: false,
  isOnItsWay: false,
  hasJob: true,
  isReadable: true,
  taskCount: 1,
  inputs: new Set([hash("1")]),
  takenOver: new Set(),
  ...fields,
});

const blob = (name: string, lastModified = "2026-11-23T10:00:00Z") => ({
  name,
  lastModified: new Date(lastModified),
});

describe("planDeletion", () => {
  it("removes outputs, inputs, code and records that only the run uses", () => {
    const plan = planDeletion({
      all: [use("old"), use("other", { inputs: new Set(), codeSha256: hash("b") })],
      chosen: new Set(["old"]),
    });
    assert.deepEqual(plan.outputPrefixes, ["old/"]);
    assert(plan.isOutput(blob("old/t-1/out.txt")) && !plan.isOutput(blob("other/t-1/out.txt")));
    assert(plan.isInput(blob(hash("1"))) && plan.isBundle(blob(`w/${hash("a")}.mjs`)));
    assert(plan.isIndex(blob(`results/w/${hash("a")}/old.ndjson.gz`)));
    assert(!plan.isIndex(blob(`results/w/${hash("a")}/other.ndjson.gz`)));
    assert(
      plan.isRecord(blob("runs/old/fetch/task.mts")) && !plan.isRecord(blob("runs/other/fetch/task.mts")),
    );
    assert(
      plan.isRecord(blob("runs/old/manifest.ndjson.gz")) &&
        !plan.isRecord(blob("runs/other/manifest.ndjson.gz")),
    );
  });

  it("keeps inputs and code that another run uses", () => {
    const plan = planDeletion({ all: [use("old"), use("other")], chosen: new Set(["old"]) });
    assert(!plan.isInput(blob(hash("1"))) && !plan.isBundle(blob(`w/${hash("a")}.mjs`)));
  });

  it("keeps results that another run reuses until that run is removed", () => {
    const other = use("other", { takenOver: new Set(["old/t-1"]) });
    const first = planDeletion({ all: [use("old"), other], chosen: new Set(["old"]) });
    assert(!first.isOutput(blob("old/t-1/out.txt")) && first.isOutput(blob("old/t-2/out.txt")));
    const second = planDeletion({ all: [other], chosen: new Set(["other"]) });
    assert.deepEqual(second.outputPrefixes, ["other/", "old/"]);
    assert(second.isOutput(blob("old/t-1/out.txt")) && !second.isOutput(blob("old/t-2/out.txt")));
  });

  it("keeps results of a run that isn't removed, even if a removed run reuses them", () => {
    const plan = planDeletion({
      all: [use("old"), use("other", { takenOver: new Set(["old/t-1"]) })],
      chosen: new Set(["other"]),
    });
    assert(!plan.isOutput(blob("old/t-1/out.txt")));
  });

  it("removes unused inputs and code only if they are old, and never other blobs", () => {
    const unused = [blob(hash("9"), "2026-11-20T10:00:00Z"), blob(hash("9"), "2026-11-23T10:00:00Z")];
    const plan = planDeletion({
      all: [use("other")],
      chosen: new Set(),
      unusedBefore: new Date("2026-11-22T10:00:00Z"),
    });
    assert.deepEqual(unused.map(plan.isInput), [true, false]);
    assert(!plan.isInput(blob("photos/1.jpg", "2026-11-20T10:00:00Z")));
    assert(plan.isBundle(blob(`w/${hash("9")}.mjs`, "2026-11-20T10:00:00Z")));
    assert(!plan.isBundle(blob("w/notes.txt", "2026-11-20T10:00:00Z")));
    assert(!planDeletion({ all: [], chosen: new Set() }).isInput(unused[0]!));
    assert(!plan.isInput(blob(hash("9"), "2026-11-22T10:00:00.000Z")));
    assert(plan.isInput(blob(hash("9"), "2026-11-22T09:59:59.999Z")));
    assert(!plan.isInput(blob(hash("1"), "2026-11-20T10:00:00Z")), "an old input that a run uses");
    assert(!plan.isBundle(blob(`w/${hash("a")}.mjs`, "2026-11-20T10:00:00Z")), "old code that a run uses");
  });
});
