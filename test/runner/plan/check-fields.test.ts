import assert from "node:assert/strict";
import { checkTaskFields, checkWorkload } from "../../../runner/plan/check-fields.ts";
import { workloads } from "../../../task/index.ts";
import { defineWorkload } from "../../../task/workload.ts";

/** What Node makes of a declaration that nobody has checked the types of. */
const unchecked = (fields: object) =>
  Object.assign(defineWorkload({ description: "", command: "true", plan: () => [] }), fields);

describe("plan/check-fields", () => {
  it("takes the examples and their tasks", () => {
    for (const [name, workload] of Object.entries(workloads)) {
      checkWorkload(name, workload);
      for (const task of workload.plan({ inputs: [{ name: "a/b.txt", size: 1 }], args: [] }))
        checkTaskFields(name, task);
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

  it("refuses a task's misspelt field, which would make a run without outputs succeed", () => {
    const task = { args: [1], output: ["a.csv"] };
    assert.throws(() => checkTaskFields("mine", task), {
      kind: "usage",
      message: 'a task of workload mine has a field "output", which is none; did you mean outputs?',
    });
  });

  it("lists the fields where none is near", () => {
    assert.throws(
      () => checkTaskFields("mine", { cpu: 2 } as object),
      /"cpu", which is none; it may have env, timeout/,
    );
  });
});
