import assert from "node:assert/strict";
import { allExitOptions, type Exit, exitActions } from "../../../../local/emulator/state/exit-conditions.ts";
import type { ExitConditions } from "../../../../local/emulator/state/task-types.ts";

const code = (exitCode: number): Exit => ({ kind: "exitCode", exitCode });

const actions = (exit: Exit, exitConditions?: ExitConditions) => {
  const { jobAction, satisfies } = exitActions(exit, {
    exitConditions,
    onTaskFailure: "performexitoptionsjobaction",
  });
  return `${jobAction} ${satisfies ? "satisfy" : "block"}`;
};

/** Exit conditions whose options name themselves by their job action. */
const conditions: ExitConditions = {
  exitCodes: [{ code: 3, exitOptions: { jobAction: "none", dependencyAction: "satisfy" } }],
  exitCodeRanges: [{ start: 3, end: 5, exitOptions: { jobAction: "disable" } }],
  preProcessingError: { jobAction: "disable", dependencyAction: "satisfy" },
  fileUploadError: { jobAction: "none" },
  default: { jobAction: "terminate", dependencyAction: "satisfy" },
};

describe("exitActions", () => {
  const cases: [name: string, exit: Exit, conditions: ExitConditions | undefined, expected: string][] = [
    ["a success", code(0), undefined, "none satisfy"],
    ["a failure", code(1), undefined, "terminate block"],
    ["a preprocessing error", { kind: "preProcessingError" }, undefined, "terminate block"],
    ["an upload error", { kind: "fileUploadError", exitCode: 0 }, undefined, "terminate block"],
    ["a termination", { kind: "ended" }, undefined, "none block"],
    ["a success with a default", code(0), conditions, "none satisfy"],
    [
      "a listed success",
      code(0),
      { exitCodes: [{ code: 0, exitOptions: { dependencyAction: "block" } }] },
      "none block",
    ],
    ["a listed code before a range", code(3), conditions, "none satisfy"],
    ["the end of a range", code(5), conditions, "disable block"],
    ["a code after a range", code(6), conditions, "terminate satisfy"],
    ["a code before a range", code(2), conditions, "terminate satisfy"],
    ["its own preprocessing error", { kind: "preProcessingError" }, conditions, "disable satisfy"],
    [
      "an upload error after a listed code",
      { kind: "fileUploadError", exitCode: 3 },
      conditions,
      "none satisfy",
    ],
    [
      "an upload error after another code",
      { kind: "fileUploadError", exitCode: 0 },
      conditions,
      "none block",
    ],
    ["an upload error without a code", { kind: "fileUploadError" }, conditions, "none block"],
    ["a termination with a default", { kind: "ended" }, conditions, "terminate satisfy"],
  ];
  for (const [name, exit, given, expected] of cases)
    it(`has the actions of ${name}: ${expected}`, () => assert.equal(actions(exit, given), expected));

  it("falls back to the default for a missing condition", () => {
    const { default: options } = conditions;
    for (const kind of ["preProcessingError", "fileUploadError"] as const)
      assert.equal(actions({ kind }, { default: options }), "terminate satisfy");
  });

  it("has no job action in a job that takes none", () => {
    const { jobAction } = exitActions(code(5), { exitConditions: conditions, onTaskFailure: "noaction" });
    assert.equal(jobAction, "none");
  });
});

describe("allExitOptions", () => {
  it("returns the options of every condition", () => {
    assert.equal(allExitOptions(conditions).length, 5);
    assert.deepEqual(allExitOptions(), []);
  });
});
