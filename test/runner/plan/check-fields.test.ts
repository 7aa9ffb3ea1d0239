import assert from "node:assert/strict";
import { checkTask, checkWorkload } from "../../../runner/plan/check-fields.ts";
import { defineWorkload, type Workload } from "../../../task/workload.ts";
import { workloads } from "../../helpers/example-workloads.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

/** A workload as Node loads it, without a check of its types. */
const unchecked = (fields: object) =>
  Object.assign(defineWorkload({ description: "", command: "true", plan: () => [] }), fields);

describe("plan/check-fields", () => {
  it("accepts the examples and their tasks", async () => {
    for (const [name, load] of Object.entries(workloads)) {
      const workload = await load();
      checkWorkload(name, workload);
      for (const task of workload.plan({ inputs: [{ name: "a/b.txt", size: 1 }], args: [] }))
        checkTask(name, task);
    }
  });

  const refused: [what: string, fields: object, ...expected: Parameters<typeof isUsageError>][] = [
    ["an unknown field", { file: [] }, "UnknownField", "mine", "file", "files"],
    ["two programs", { main: new URL("file:///main.ts") }, "InvalidProgram", "mine", "both"],
    ["an unknown field of retries", { retries: { max: 2, onn: [75] } }, "UnknownField", "retries", "onn"],
    ["names of files", { files: ["./stats.py"] }, "InvalidField", "files.0", "./stats.py"],
    ["no description", { description: undefined }, "InvalidField", "description", "mine", "undefined"],
    ["no program", { command: undefined }, "InvalidProgram", "mine", "neither"],
  ];
  for (const [what, fields, ...expected] of refused)
    it(`refuses ${what}`, () =>
      assert.throws(() => checkWorkload("mine", unchecked(fields)), isUsageError(...expected)));

  it("refuses a workload without fields", () =>
    assert.throws(
      () => checkWorkload("mine", {} as Workload),
      isUsageError("InvalidField", "description", "mine"),
    ));

  it("refuses a task's misspelt outputs, without which a run would succeed", () => {
    const task = { args: [1], output: ["a.csv"] };
    assert.throws(() => checkTask("mine", task), isUsageError("UnknownField", "mine", "output", "outputs"));
  });

  it("refuses a misspelt field of a task's retries, without which every exit code would be retried", () => {
    const retries = { max: 2, onn: [75] };
    assert.throws(() => checkTask("mine", { retries }), isUsageError("UnknownField", "retries", "onn"));
  });

  const wrongTypes: [fields: object, path: string, ...values: string[]][] = [
    [{ args: [1, undefined] }, "args.1", "undefined"],
    [{ args: [{}] }, "args.0", "Object"],
    [{ args: "a.txt" }, "args", "a.txt"],
    [{ name: "a", ifFails: "go" }, "ifFails", '"a"', "stop", "continue", "go"],
    [{ retries: { max: 1, on: ["75"] } }, "retries.on.0", "75"],
    [{ retries: { max: 1, on: [1], notOn: [2] } }, "retries", "on", "notOn"],
    [{ inputs: ["a.txt"] }, "inputs.0", "a.txt"],
    [{ outputs: [/a/] }, "outputs.0.pattern", "undefined"],
    [{ after: ["first"] }, "after.0", "first"],
  ];
  for (const [fields, ...values] of wrongTypes)
    it(`refuses a value of another type: ${JSON.stringify(fields)}`, () =>
      assert.throws(() => checkTask("mine", fields), isUsageError("InvalidField", "mine", ...values)));

  it("refuses a value that is not a task", () =>
    assert.throws(() => checkTask("mine", JSON.parse("null")), isUsageError("InvalidField", "mine", "null")));

  it("lists the known fields if none is similar", () => {
    assert.throws(
      () => checkTask("mine", { cpu: 2 } as object),
      isUsageError("UnknownField", "cpu", "env, timeout"),
    );
  });
});
