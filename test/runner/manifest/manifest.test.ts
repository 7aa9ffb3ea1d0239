import assert from "node:assert/strict";
import * as v from "valibot";
import {
  cachedTasks,
  headerOf,
  isId,
  ManifestHeader,
  ManifestTask,
  manifestLines,
  resultPath,
  taskFinder,
  tasksToRun,
} from "../../../runner/manifest/manifest.ts";
import { manifestOf } from "../fakes.ts";

const sha256 = "0123456789abcdef".repeat(4);
const task = {
  id: "t",
  name: "first",
  inputs: [
    { name: "a/b.txt", size: 1, sha256 },
    { name: "c.txt", size: 0, sha256, stored: { container: "data", blob: "in/c.txt", etag: "0x1" } },
    { name: "d.txt", size: 0, sha256, stored: { container: "data", blob: "in/d.txt" } },
  ],
  results: [{ taskId: "s", path: "out/x", name: "x" }],
  args: ["--top"],
  outputs: ["o.txt"],
  patterns: [{ pattern: "*.png", isOptional: true }],
  after: ["s"],
  ifFails: "continue",
  command: "true",
  env: { A: "1" },
  timeoutMs: 1000,
  retries: { max: 0, on: [75], notOn: [64] },
  slots: 2,
  image: "ubuntu",
  cachedFrom: "job-0",
};
const header = {
  ...headerOf(manifestOf(0)),
  command: "true",
  files: [{ path: "app/a.py", sha256, isExecutable: false }],
  emptyFolders: ["app/tmp"],
  retries: { max: 2 },
};

const accepts = (schema: v.GenericSchema, value: unknown): boolean => v.is(schema, value);

describe("manifest/manifest", () => {
  it("reads every field of a task and of a header", () => {
    assert.deepEqual(v.parse(ManifestTask, task), task);
    assert.deepEqual(v.parse(ManifestHeader, header), header);
  });

  it("reads a task without optional fields", () =>
    assert(accepts(ManifestTask, { id: "t", inputs: [], args: [], outputs: [] })));

  it("accepts ids of 1 to 64 characters that don't start with a dash", () => {
    for (const id of ["a", "_", "A-b_9", "x".repeat(64)]) assert.equal(isId(id), true, id);
    for (const id of ["", "-a", "a.b", "a b", "ä", "a/b", "x".repeat(65), "a\n"])
      assert.equal(isId(id), false, id);
  });

  const wrong: Readonly<Record<string, object>> = {
    "an id that is a path": { id: "../t" },
    "an input outside the working directory": { inputs: [{ name: "../a", size: 1, sha256 }] },
    "a hash of 63 characters": { inputs: [{ name: "a", size: 1, sha256: sha256.slice(1) }] },
    "a hash of 65 characters": { inputs: [{ name: "a", size: 1, sha256: `${sha256}0` }] },
    "a hash after other text": { inputs: [{ name: "a", size: 1, sha256: `x${sha256}` }] },
    "a hash in capitals": { inputs: [{ name: "a", size: 1, sha256: sha256.toUpperCase() }] },
    "a result outside the working directory": { results: [{ taskId: "s", path: "x", name: "/x" }] },
    "a result outside its run": { results: [{ taskId: "s", path: "../x", name: "x" }] },
    "an output outside the run's folder": { outputs: ["a/../../b"] },
    "an output with a reserved name": { outputs: ["manifest.json"] },
    "a pattern outside the run's folder": { patterns: [{ pattern: "../*", isOptional: false }] },
    "a name that is a path": { name: "a/b" },
    "a name that is reserved": { name: "logs" },
    "a negative number of retries": { retries: { max: -1 } },
    "half a retry": { retries: { max: 0.5 } },
    "half an exit code": { retries: { max: 1, on: [0.5] } },
    "another reaction to a failure": { ifFails: "stop" },
    "a run that is a path": { cachedFrom: "../job" },
  };
  for (const [what, fields] of Object.entries(wrong))
    it(`refuses ${what}`, () => assert.equal(accepts(ManifestTask, { ...task, ...fields }), false));

  const wrongHeaders: Readonly<Record<string, object>> = {
    "another version": { manifestVersion: 2 },
    "a job id that is a path": { jobId: "../job" },
    "another time": { createdAt: "yesterday" },
    "another hash of the code": { codeSha256: "../code" },
    "a shared file outside its folder": { files: [{ path: "../a", sha256, isExecutable: true }] },
    "an empty folder outside its folder": { emptyFolders: ["../a"] },
    "no number of tasks": { taskCount: undefined },
  };
  for (const [what, fields] of Object.entries(wrongHeaders))
    it(`refuses ${what}`, () => assert.equal(accepts(ManifestHeader, { ...header, ...fields }), false));

  it("returns a result's path below the task's name if it has one", () => {
    assert.equal(resultPath({ name: "a" }, "o/x"), "a/o/x");
    assert.equal(resultPath({}, "o/x"), "o/x");
  });

  it("splits tasks into those to run and those of earlier runs", () => {
    const manifest = manifestOf(3);
    const tasks = manifest.tasks.map((each, i) => (i === 1 ? { ...each, cachedFrom: "job-0" } : each));
    assert.deepEqual(
      Array.from(tasksToRun({ ...manifest, tasks }), ({ id }) => id),
      ["t-0", "t-2"],
    );
    assert.deepEqual(
      Array.from(cachedTasks({ ...manifest, tasks }), ([{ id }, from]) => [id, from]),
      [["t-1", "job-0"]],
    );
  });

  it("finds tasks by id", () => {
    const find = taskFinder(manifestOf(3).tasks);
    assert.deepEqual(
      ["t-0", "t-2", "t-3"].map((id) => find(id)?.id),
      ["t-0", "t-2", undefined],
    );
  });

  it("stores a header with the number of tasks, then the tasks", () => {
    const { tasks, ...fields } = manifestOf(2);
    assert.deepEqual([...manifestLines({ ...fields, tasks })], [{ ...fields, taskCount: 2 }, ...tasks]);
  });
});
