import assert from "node:assert/strict";
import { taskRequest } from "../../../runner/job/task-request.ts";
import type { Manifest, ManifestTask } from "../../../runner/manifest/manifest.ts";
import { context, manifestOf } from "../fakes.ts";

/** The request for the first of three tasks with these fields, as it is after JSON. */
const request = (fields: Partial<ManifestTask>, manifest: Partial<Manifest> = {}) => {
  const base = manifestOf(3);
  const [first, second, third] = base.tasks;
  assert(first && second && third);
  const task = { ...first, ...fields };
  const tasks = [task, { ...second, cachedFrom: "job-0" }, third];
  const made = taskRequest(task, { ...base, tasks, ...manifest }, context);
  return JSON.parse(JSON.stringify(made));
};

const uploads = (fields: Partial<ManifestTask>, manifest: Partial<Manifest> = {}): string[] =>
  request(fields, manifest).outputFiles.map(
    ({ filePattern, destination }: { filePattern: string; destination: { container: { path: string } } }) =>
      `${filePattern} → ${destination.container.path}`,
  );

const result = { taskId: "t-1", path: "o/x", name: "x" };

describe("job/task-request", () => {
  it("omits settings that a task doesn't have", () => {
    const made = request({});
    for (const name of [
      "displayName",
      "requiredSlots",
      "containerSettings",
      "environmentSettings",
      "dependsOn",
      "exitConditions",
    ])
      assert.equal(name in made, false, name);
    assert.equal("maxWallClockTime" in made.constraints, false);
  });

  it("sends name, slots, variables and time limit", () => {
    const made = request({ name: "first", slots: 2, env: { A: "1", B: "" }, timeoutMs: 90_000 });
    assert.equal(made.displayName, "first");
    assert.equal(made.requiredSlots, 2);
    assert.deepEqual(made.environmentSettings, [
      { name: "A", value: "1" },
      { name: "B", value: "" },
    ]);
    assert.equal(made.constraints.maxWallClockTime, "PT1M30S");
  });

  it("runs an image in the task's working directory and removes the container", () =>
    assert.deepEqual(request({ image: "ubuntu" }).containerSettings, {
      imageName: "ubuntu",
      containerRunOptions: "--rm",
      workingDirectory: "taskWorkingDirectory",
    }));

  it("depends on tasks of the same job, and not on those of earlier runs", () => {
    assert.deepEqual(request({ after: ["t-1", "t-2"] }).dependsOn, { taskIds: ["t-2"] });
    assert.equal("dependsOn" in request({ after: ["t-1"] }), false);
  });

  it("lets dependents continue after a failure only if the task says so", () => {
    const conditions = { default: { dependencyAction: "satisfy" } };
    assert.deepEqual(request({ after: ["t-2"], ifFails: "continue" }).exitConditions, conditions);
    assert.equal("exitConditions" in request({ after: ["t-2"] }), false);
    // Batch refuses exit conditions in a job without dependencies.
    assert.equal("exitConditions" in request({ ifFails: "continue" }), false);
  });

  it("uploads logs, outputs, the list of their hashes and the record of times and resources", () => {
    const record = ".batch-usage → job-1/t-0/.batch-usage";
    assert.deepEqual(uploads({ outputs: [] }), ["../std*.txt → job-1/t-0", record]);
    assert.deepEqual(uploads({ outputs: ["o"] }), [
      "../std*.txt → job-1/t-0",
      "o → job-1/t-0/o",
      record,
      ".batch-hashes → job-1/t-0/.batch-hashes",
    ]);
    assert.deepEqual(uploads({ outputs: [], patterns: [{ pattern: "a/*.x", isOptional: true }] }), [
      "../std*.txt → job-1/t-0",
      "a/*.x → job-1/t-0/a",
      record,
      ".batch-hashes → job-1/t-0/.batch-hashes",
    ]);
  });

  it("uploads the hashes of inputs that are outputs of other tasks", () => {
    const hashes = ".batch-read → job-1/t-0/.batch-read";
    assert.equal(uploads({ results: [result] }).includes(hashes), true);
    assert.equal(uploads({}).includes(hashes), false);
  });

  it("reads outputs of other tasks from the folder of the run that wrote them", () => {
    const urls = (fields: Partial<ManifestTask>): string[] =>
      request({ inputs: [], after: ["t-1", "t-2"], ...fields }).resourceFiles.map(
        ({ httpUrl, filePath }: { httpUrl: string; filePath: string }) => `${httpUrl} ${filePath}`,
      );
    assert.deepEqual(urls({ results: [result, { ...result, taskId: "t-2", name: "y" }] }), [
      "https://storage/output/job-0/t-1/o/x x",
      "https://storage/output/job-1/t-2/o/x y",
    ]);
    const stored = { container: "data", blob: "in/a" };
    assert.deepEqual(urls({ inputs: [{ name: "a", size: 1, sha256: "0", stored }] }), [
      "https://storage/data/in/a a",
    ]);
  });

  it("reads long arguments from a file", () => {
    const long = request({ args: ["x".repeat(20_000)] });
    assert.deepEqual(long.resourceFiles.at(-1), {
      httpUrl: "https://storage/application/runs/job-1/arguments/t-0",
      filePath: ".batch-arguments",
    });
    assert(long.commandLine.length < 10_000);
    assert.equal(request({ args: ["x"] }).resourceFiles.length, 1);
  });

  it("fetches many inputs by a program, except in a container", () => {
    const inputs = Array.from({ length: 400 }, (_, i) => ({
      name: `${i}.txt`,
      size: 1,
      sha256: "0".repeat(64),
    }));
    const made = request({ inputs, env: { A: "1" } });
    assert.deepEqual(made.resourceFiles, [
      { httpUrl: "https://storage/application/runs/job-1/fetch/t-0.mts", filePath: ".batch-inputs.mts" },
    ]);
    assert.deepEqual(
      made.environmentSettings.map(({ name }: { name: string }) => name),
      ["A", "RUN_READ"],
    );
    assert.equal(request({ inputs, image: "ubuntu" }).resourceFiles.length, 400);
  });
});
