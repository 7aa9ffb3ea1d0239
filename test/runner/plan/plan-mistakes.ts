import type { ErrorCode } from "../../../runner/error-codes.ts";
import { planRun } from "../../../runner/plan/plan.ts";
import { defineWorkload, matching, outputOf, type TaskPlan } from "../../../task/workload.ts";

type PlanMistake = readonly [
  what: string,
  tasks: Iterable<TaskPlan>,
  code: ErrorCode,
  values: readonly string[],
];

/** Plans a run of a workload that has settings and returns these tasks. */
export const planTasks = (tasks: Iterable<TaskPlan>, maxTasks = 20_000) =>
  planRun({
    jobId: "job-1",
    name: "test",
    workload: defineWorkload({
      description: "",
      command: "true",
      env: { A: "1", B: "1" },
      timeout: "10m",
      retries: 1,
      plan: () => tasks,
    }),
    inputs: [],
    args: [],
    codeSha256: "f".repeat(64),
    createdAt: new Date(0),
    maxWallClockTimeMs: 1000,
    maxTasks,
  });

export const point = (name: string): TaskPlan => ({ name, args: [name], outputs: ["point.json"] });

const cycle: { name: string; after: TaskPlan[] } = { name: "a", after: [] };
cycle.after.push({ name: "b", after: [cycle] });
const many = Array.from({ length: 10_000 }, (_, i) => point(`point-${i}`));
const few = many.slice(0, 51);
/** Plans that are refused, with the code of the error and the values that its message must name. */
export const planMistakes: readonly PlanMistake[] = [
  ["a cycle", [cycle, ...cycle.after], "DependencyCycle", ["a"]],
  [
    "a task after one that is not planned",
    [{ name: "a", after: [point("x")] }],
    "DependencyNotPlanned",
    ["a", "x"],
  ],
  [
    "an output that the other task does not write",
    [point("x")].flatMap((x) => [x, { name: "a", inputs: [outputOf(x, "point.jsn")] }]),
    "UnknownOutput",
    ["a", "point.jsn", "x", "point.json"],
  ],
  ["two names that differ only in case", [{ name: "A" }, { name: "a" }], "DuplicateTaskName", ["a"]],
  ["a name that is a path", [{ name: "../a" }], "InvalidTaskName", ["../a"]],
  ["a reserved name", [{ name: "logs" }], "InvalidTaskName", ["logs"]],
  [
    "two inputs of the same name",
    [point("x")].flatMap((x) => [x, { inputs: [outputOf(x, "point.json"), outputOf(x, "point.json")] }]),
    "DuplicateInput",
    ["x/point.json"],
  ],
  [
    "a pattern in a task without a name",
    [{ outputs: [matching("*.png")] }],
    "PatternNeedsTaskName",
    ["*.png"],
  ],
  [
    "a pattern without a wildcard",
    [{ name: "a", outputs: [matching("a.png")] }],
    "PatternWithoutWildcard",
    ["a.png"],
  ],
  [
    "a folder that another task writes to",
    [
      { args: [1], outputs: ["f/"] },
      { args: [2], outputs: ["f/x"] },
    ],
    "OutputInFolderOfOtherTask",
    ["f/x", "f/"],
  ],
  ["a line break, which the message escapes", [{ name: "a\nb" }], "InvalidTaskName", ["a\\nb"]],
  [
    "a folder outside the working directory",
    [{ name: "a", outputs: ["../f/"] }],
    "InvalidOutputPath",
    ["../f/"],
  ],
  ["half a slot", [{ name: "a", slots: 0.5 }], "InvalidSlots", ["a", "0.5"]],
  ["an invalid timeout", [{ name: "a", timeout: "soon" }], "InvalidDuration", ["a", "soon"]],
  [
    "a variable of Batch",
    [{ name: "a", env: { AZ_BATCH_TASK_ID: "1" } }],
    "ReservedVariable",
    ["AZ_BATCH_TASK_ID"],
  ],
  ["a variable with an invalid name", [{ name: "a", env: { "A-B": "1" } }], "InvalidVariableName", ["A-B"]],
  [
    "more dependencies than Batch accepts",
    [...many, { name: "best", after: many }],
    "TooManyDependencies",
    ["10000", "64000"],
  ],
  [
    "more inputs than a container can have",
    [...few, { name: "best", image: "ubuntu", inputs: few.map((each) => outputOf(each, "point.json")) }],
    "TooManyInputs",
    ["51", "50"],
  ],
  [
    "more outputs than Azure accepts",
    [{ name: "a", outputs: [...Array.from({ length: 64 }, (_, i) => `${i}.txt`), matching("*.png")] }],
    "TooManyOutputs",
    ["64", "65"],
  ],
  [
    "more folders than Azure accepts, each with four patterns",
    [{ name: "a", outputs: Array.from({ length: 17 }, (_, i) => `${i}/`) }],
    "TooManyOutputs",
    ["64", "68"],
  ],
  [
    "an output with a reserved name",
    [{ name: "a", outputs: [".batch-hashes"] }],
    "InvalidOutputPath",
    [".batch-hashes"],
  ],
  [
    "a folder with a reserved name",
    [{ name: "a", outputs: [".batch-x/"] }],
    "InvalidOutputPath",
    [".batch-x/"],
  ],
  [
    "an input with a reserved name",
    [{ name: "a", inputs: [outputOf(point("x"), "point.json", ".batch-new")] }],
    "InvalidInputName",
    [".batch-new"],
  ],
  [
    "a pattern that matches the runner's files",
    [{ name: "a", outputs: [matching(".*")] }],
    "PatternMatchesRunnerFiles",
    [".*", ".batch-hashes"],
  ],
  [
    "a variable of the runner",
    [{ name: "a", env: { RUN_OUTPUTS: "" } }],
    "ReservedVariable",
    ["RUN_OUTPUTS"],
  ],
];
