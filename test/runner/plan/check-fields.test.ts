import assert from "node:assert/strict";
import { checkTask, checkWorkload } from "../../../runner/plan/check-fields.ts";
import { findWorkload } from "../../../runner/plan/find-workload.ts";
import { workloads } from "../../../task/index.ts";
import { defineWorkload, type Workload } from "../../../task/workload.ts";

/** What Node makes of a declaration that nobody has checked the types of. */
const unchecked = (fields: object) =>
  Object.assign(defineWorkload({ description: "", command: "true", plan: () => [] }), fields);

describe("plan/check-fields", () => {
  it("takes the examples and their tasks", async () => {
    for (const [name, load] of Object.entries(workloads)) {
      const workload = await load();
      checkWorkload(name, workload);
      for (const task of workload.plan({ inputs: [{ name: "a/b.txt", size: 1 }], args: [] }))
        checkTask(name, task);
    }
  });

  const refused: Record<string, { fields: object; message: string }> = {
    "a field that nobody knows": {
      fields: { file: [] },
      message: 'workload mine has a field "file", which is none; did you mean files?',
    },
    "two programs": {
      fields: { main: new URL("file:///main.ts") },
      message: "workload mine: expected one of main (TypeScript) and command (for bash), found both",
    },
    "an unknown field of retries": {
      fields: { retries: { max: 2, onn: [75] } },
      message: 'retries of workload mine has a field "onn", which is none; did you mean on?',
    },
    "files by their names": {
      fields: { files: ["./stats.py"] },
      message: 'files.0 of workload mine: expected new URL("./…", import.meta.url), found "./stats.py"',
    },
    "no description": {
      fields: { description: undefined },
      message: "description of workload mine: expected text, found undefined",
    },
    "no program": {
      fields: { command: undefined },
      message: "workload mine: expected one of main (TypeScript) and command (for bash), found neither",
    },
  };
  for (const [what, { fields, message }] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => checkWorkload("mine", unchecked(fields)), { kind: "usage", message });
    });
  }

  it("refuses a workload without fields", () =>
    assert.throws(() => checkWorkload("mine", {} as Workload), {
      kind: "usage",
      message: "description of workload mine: expected a value, found undefined",
    }));

  it("refuses what is not a workload", async () => {
    for (const value of [undefined, null, 1, "x"])
      await assert.rejects(findWorkload("mine", { workloads: { mine: async () => value as never } }), {
        kind: "usage",
        message: /^workload mine: expected .* found /,
      });
  });

  it("refuses a task's misspelt field, which would make a run without outputs succeed", () => {
    const task = { args: [1], output: ["a.csv"] };
    assert.throws(() => checkTask("mine", task), {
      kind: "usage",
      message: 'a task of workload mine has a field "output", which is none; did you mean outputs?',
    });
  });

  it("refuses a misspelt field of a task's retries, which would make the task retry every exit code", () => {
    const retries = { max: 2, onn: [75] };
    assert.throws(() => checkTask("mine", { retries }), {
      kind: "usage",
      message: /^retries of a task.*"onn"/,
    });
  });

  const wrongTypes: [fields: object, message: string][] = [
    [
      { args: [1, undefined] },
      "args.1 of a task of workload mine: expected text or a number, found undefined",
    ],
    [{ args: [{}] }, "args.0 of a task of workload mine: expected text or a number, found Object"],
    [{ args: "a.txt" }, 'args of a task of workload mine: expected a list, found "a.txt"'],
    [
      { name: "a", ifFails: "go" },
      'ifFails of task "a" of workload mine: expected "stop" or "continue", found "go"',
    ],
    [
      { retries: { max: 1, on: ["75"] } },
      'retries.on.0 of a task of workload mine: expected a number, found "75"',
    ],
    [
      { retries: { max: 1, on: [1], notOn: [2] } },
      "retries of a task of workload mine: expected only one of on and notOn, found Object",
    ],
    [
      { inputs: ["a.txt"] },
      'inputs.0 of a task of workload mine: expected an input file or an output of a task, found "a.txt"',
    ],
    [
      { outputs: [/a/] },
      "outputs.0.pattern of a task of workload mine: expected text or a pattern, found undefined",
    ],
    [{ after: ["first"] }, 'after.0 of a task of workload mine: expected a task, found "first"'],
  ];
  for (const [fields, message] of wrongTypes) {
    it(`refuses what is of another type: ${JSON.stringify(fields)}`, () =>
      assert.throws(() => checkTask("mine", fields), { kind: "usage", message }));
  }

  it("refuses what is no task", () =>
    assert.throws(() => checkTask("mine", JSON.parse("null")), {
      kind: "usage",
      message: "a task of workload mine: expected a task, found null",
    }));

  it("lists the fields where none is near", () => {
    assert.throws(
      () => checkTask("mine", { cpu: 2 } as object),
      /"cpu", which is none; it may have env, timeout/,
    );
  });
});
