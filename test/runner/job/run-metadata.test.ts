import assert from "node:assert/strict";
import { isLiveJob, runMetadata } from "../../../runner/job/run-metadata.ts";

const metadata = [
  { name: "workload", value: "mine" },
  { name: "manifestVersion", value: "3" },
  { name: "code", value: "abc" },
];
const creationTime = new Date("2026-11-23T10:00:00Z");

describe("job/run-metadata", () => {
  it("reads the run of a job that the runner created", () => {
    assert.deepEqual(runMetadata({ metadata, creationTime }), {
      workload: "mine",
      codeSha256: "abc",
      createdAt: creationTime,
    });
    assert.deepEqual(runMetadata({ metadata })?.createdAt, new Date(0));
  });

  it("returns undefined if one of the values is missing", () => {
    for (const { name } of metadata)
      assert.equal(runMetadata({ metadata: metadata.filter((each) => each.name !== name) }), undefined, name);
    assert.equal(runMetadata({}), undefined);
  });

  it("tells jobs that can run tasks from those that can't", () => {
    for (const state of ["active", "disabling", "disabled", "enabling", "terminating"] as const)
      assert.equal(isLiveJob({ state }), true, state);
    for (const state of ["completed", "deleting"] as const) assert.equal(isLiveJob({ state }), false, state);
  });
});
