import assert from "node:assert/strict";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { inFolder } from "../../../runner/manifest/patterns.ts";
import { taskCheck } from "../../../runner/plan/check-tasks.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const task = (fields: Partial<ManifestTask> = {}): ManifestTask => ({
  id: "t",
  inputs: [],
  args: [],
  outputs: [],
  ...fields,
});

/** Checks these tasks of one run in turn. */
const check = (...tasks: readonly Partial<ManifestTask>[]): void => {
  const checkTask = taskCheck("mine");
  for (const [i, fields] of tasks.entries()) checkTask(task({ id: `t-${i}`, ...fields }));
};

const refuses =
  (tasks: readonly Partial<ManifestTask>[], ...expected: Parameters<typeof isUsageError>) =>
  () =>
    assert.throws(() => check(...tasks), isUsageError(...expected));

const input = (name: string) => ({ name, size: 1, sha256: "0" });
const inputs = (count: number) => Array.from({ length: count }, (_, i) => input(`in-${i}`));
const results = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ taskId: "s", path: "x", name: `result-${i}` }));
const outputs = (count: number) => Array.from({ length: count }, (_, i) => `out-${i}`);
const pattern = (text: string) => ({ pattern: text, isOptional: false });
const folders = (...paths: readonly string[]) => paths.map((path) => pattern(inFolder(`${path}/`)));

describe("plan/check-tasks", () => {
  it("refuses the same id twice", refuses([{ id: "a" }, { id: "a" }], "DuplicateTask", "mine", "a"));

  it("accepts 50 inputs of a task with an image", () => {
    check(
      { image: "ubuntu", inputs: inputs(50) },
      { image: "ubuntu", inputs: inputs(20), results: results(30) },
    );
  });
  it(
    "refuses 51 inputs of a task with an image",
    refuses([{ image: "ubuntu", inputs: inputs(20), results: results(31) }], "TooManyInputs", "51", "50"),
  );
  it("accepts more inputs of a task without an image", () => check({ inputs: inputs(51) }));

  it(
    "refuses an input and a result of the same name",
    refuses([{ inputs: [input("result-0")], results: results(1) }], "DuplicateInput", '"result-0"'),
  );
  it(
    "refuses an input outside the working directory",
    refuses([{ inputs: [input("../a")] }], "InvalidInputName", '"../a"'),
  );

  const ids = (...lengths: readonly number[]) => lengths.map((length) => "x".repeat(length));
  it("accepts dependencies whose ids have 64,000 characters together", () =>
    check({ after: ids(63_936, 64) }));
  it(
    "refuses dependencies whose ids have 64,001 characters together",
    refuses([{ after: ids(63_936, 65) }], "TooManyDependencies", "64000", "64001", "2"),
  );

  it("accepts 64 outputs, where a folder counts as 4", () =>
    check(
      { outputs: outputs(64) },
      { name: "a", outputs: outputs(59), patterns: [pattern("*.a"), ...folders("f")] },
    ));
  it("refuses 65 outputs", refuses([{ outputs: outputs(65) }], "TooManyOutputs", "65"));
  it(
    "refuses 61 outputs and a folder",
    refuses([{ outputs: outputs(61), patterns: folders("f") }], "TooManyOutputs", "65"),
  );
  it("refuses an output twice", refuses([{ outputs: ["a", "b", "a"] }], "DuplicateOutput", '"a"'));
  it("refuses an invalid output", refuses([{ outputs: ["/a"] }], "InvalidOutputPath", '"/a"'));

  it("accepts outputs of the same path in named tasks", () =>
    check({ name: "a", outputs: ["o"] }, { name: "b", outputs: ["o"] }, { outputs: ["o"] }));
  it(
    "refuses outputs of the same path in tasks without names",
    refuses([{ outputs: ["o"] }, { outputs: ["o"] }], "OutputClash"),
  );
  it(
    "refuses names that differ only in case",
    refuses([{ name: "A" }, { name: "a" }], "DuplicateTaskName", '"a"'),
  );
  it("refuses a name that can't be a folder's", refuses([{ name: "a/b" }], "InvalidTaskName", '"a/b"'));

  it(
    "refuses another task's output in the folder of a named task with a pattern",
    refuses(
      [{ name: "a", patterns: [pattern("*.x")] }, { outputs: ["a/y"] }],
      "OutputInFolderOfOtherTask",
      '"a/y"',
    ),
  );
  it("accepts another task's output in the folder of a named task without a pattern", () =>
    check({ name: "a", outputs: ["x"] }, { outputs: ["a/y"] }));
  it(
    "refuses another task's output in a declared folder",
    refuses([{ patterns: folders("f") }, { outputs: ["f/y"] }], "OutputInFolderOfOtherTask", '"f/y"'),
  );
  it("accepts a task's nested folders and outputs in them", () =>
    check({ patterns: folders("f/g", "f", "fa"), outputs: ["f/g/x", "fa/x"] }));
});
