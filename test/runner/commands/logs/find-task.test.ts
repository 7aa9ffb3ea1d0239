import assert from "node:assert/strict";
import { findTask } from "../../../../runner/commands/logs/find-task.ts";
import type { ManifestTask } from "../../../../runner/manifest/manifest.ts";
import { isUsageError } from "../../../helpers/is-runner-error.ts";

const task = (id: string, input: string): ManifestTask => ({
  id,
  inputs: [{ name: input, size: 1, sha256: "0".repeat(64) }],
  args: [],
  outputs: [`${input}.out`],
});

const run = {
  jobId: "job-1",
  tasks: [
    task("a-txt-1f", "a.txt"),
    task("deep-a-txt-2e", "deep/a.txt"),
    task("deep-b-txt-3d", "deep/b.txt"),
  ],
};

describe("findTask", () => {
  for (const [word, id] of [
    ["deep-b-txt-3d", "deep-b-txt-3d"],
    ["a.txt", "a-txt-1f"],
    ["b.txt", "deep-b-txt-3d"],
    ["deep/a.txt.out", "deep-a-txt-2e"],
    ["deep-a", "deep-a-txt-2e"],
  ] as const) {
    it(`finds ${id} by "${word}"`, () => assert.equal(findTask(word, run).id, id));
  }

  it("lists the tasks that an ambiguous word matches", () =>
    assert.throws(
      () => findTask("deep", run),
      isUsageError("AmbiguousTask", "deep", "2", "job-1", "deep-a-txt-2e", "deep-b-txt-3d"),
    ));

  it("suggests the nearest task for a word that matches none", () =>
    assert.throws(
      () => findTask("deep/c.txt", run),
      isUsageError("TaskNotFound", "job-1", "deep/c.txt", "deep/a.txt"),
    ));
});
