import assert from "node:assert/strict";
import { jobTasksOf } from "../../../runner/manifest/job-tasks.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { manifestOf } from "../fakes.ts";

const jobTasks = (...fields: readonly Partial<ManifestTask>[]) => {
  const manifest = manifestOf(fields.length);
  return jobTasksOf({ ...manifest, tasks: manifest.tasks.map((task, i) => ({ ...task, ...fields[i] })) });
};

describe("manifest/job-tasks", () => {
  it("counts the tasks that no earlier run completed", () => {
    assert.equal(jobTasks({}, { cachedFrom: "job-0" }, {}).count, 2);
    assert.equal(jobTasks({ cachedFrom: "job-0" }).count, 0);
  });

  it("reports dependencies", () => {
    assert.equal(jobTasks({}, {}).haveDependencies, false);
    assert.equal(jobTasks({}, { after: ["t-0"] }).haveDependencies, true);
  });

  it("tells tasks of the job from tasks of earlier runs", () => {
    const { include, jobIdOf } = jobTasks({}, { cachedFrom: "job-0" }, { after: ["t-0", "t-1"] });
    assert.deepEqual(["t-0", "t-1", "t-2"].map(include), [true, false, true]);
    assert.deepEqual(["t-0", "t-1", "t-2"].map(jobIdOf), ["job-1", "job-0", "job-1"]);
  });

  it("is computed once per manifest", () => {
    const manifest = manifestOf(1);
    assert.equal(jobTasksOf(manifest), jobTasksOf(manifest));
  });
});
