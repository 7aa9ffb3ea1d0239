import assert from "node:assert/strict";
import {
  isBesideOutputs,
  isInRunFolder,
  isOwnFile,
  isOwnVariable,
  ownFiles,
} from "../../../runner/manifest/reserved-names.ts";

// Stored runs and running tasks depend on these names, so a change of one is a change of the format.
describe("manifest/reserved-names", () => {
  it("reserves variables of Batch and the runner", () => {
    for (const name of [
      "AZ_BATCH_TASK_ID",
      "AZ_BATCH_",
      "RUN_CLEAN",
      "RUN_READ",
      "RUN_OUTPUTS",
      "WORKLOAD_DIR",
    ])
      assert.equal(isOwnVariable(name), true, name);
    for (const name of ["AZ_BATCH", "MY_AZ_BATCH_ID", "RUN", "WORKLOAD", ""])
      assert.equal(isOwnVariable(name), false, name);
  });

  it("reserves the runner's files at the top of the working directory", () => {
    assert.deepEqual(ownFiles, [
      ".batch-hashes",
      ".batch-read",
      ".batch-usage",
      ".batch-inputs.mts",
      ".batch-arguments",
      ".batch-staged",
    ]);
    for (const path of [...ownFiles, ".batch-", ".batch-folder/a"]) assert.equal(isOwnFile(path), true, path);
    for (const path of [".batch", "a/.batch-hashes", "batch-hashes"])
      assert.equal(isOwnFile(path), false, path);
  });

  it("reserves files at the top of the run's folder, in any case", () => {
    for (const path of ["logs", "logs/a", "LOGS/a", "manifest.json", "Report.json"])
      assert.equal(isInRunFolder(path), true, path);
    for (const path of ["a/logs", "logs2", "manifest", "report.json.txt", "report.html", "results.csv"])
      assert.equal(isInRunFolder(path), false, path);
  });

  it("reserves logs next to a task's outputs", () => {
    for (const path of ["stdout.txt", "stderr.txt"]) assert.equal(isBesideOutputs(path), true, path);
    for (const path of ["a/stdout.txt", "stdout", "std.txt"])
      assert.equal(isBesideOutputs(path), false, path);
  });
});
