import type { ErrorCode } from "../../../runner/error-codes.ts";
import { planRun } from "../../../runner/plan/plan.ts";
import { defineWorkload, matching, outputOf, type TaskPlan } from "../../../task/workload.ts";

type PlanMistake = readonly [
  what: string,
  tasks: Iterable<TaskPlan>,
  code: ErrorCode,
  values: readonly string[],
];

/** Plans a run of a workload with settings of its own that returns these tasks. */
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

const circle: { name: string; after: TaskPlan[] } = { name: "a", after: [] };
circle.after.push({ name: "b", after: [circle] });
const many = Array.from({ length: 10_000 }, (_, i) => point(`point-${i}`));
const few = many.slice(0, 51);
/** Plans that are refused, with the code of the error and the values that its message must name. */
export const planMistakes: readonly PlanMistake[] = [
  ["a circle", [circle, ...circle.after], "DependencyCycle", ["a"]],
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
  ["two names that are one on some machines", [{ name: "A" }, { name: "a" }], "DuplicateTaskName", ["a"]],
  ["a name that is a path", [{ name: "../a" }], "InvalidTaskName", ["../a"]],
  ["a name that the runner needs", [{ name: "logs" }], "InvalidTaskName", ["logs"]],
  [
    "two inputs at one place",
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
    "a pattern that is none",
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
  ["a line break, which the message does not print", [{ name: "a\nb" }], "InvalidTaskName", ["a\\nb"]],
  ["a folder that leaves", [{ name: "a", outputs: ["../f/"] }], "InvalidOutputPath", ["../f/"]],
  ["half a slot", [{ name: "a", slots: 0.5 }], "InvalidSlots", ["a", "0.5"]],
  ["a timeout that is none", [{ name: "a", timeout: "soon" }], "InvalidDuration", ["a", "soon"]],
  [
    "a variable of Batch's",
    [{ name: "a", env: { AZ_BATCH_TASK_ID: "1" } }],
    "ReservedVariable",
    ["AZ_BATCH_TASK_ID"],
  ],
  ["a variable that no shell has", [{ name: "a", env: { "A-B": "1" } }], "InvalidVariableName", ["A-B"]],
  [
    "a merge of more tasks than Batch takes",
    [...many, { name: "best", after: many }],
    "TooManyDependencies",
    ["10000", "64000"],
  ],
  [
    "more inputs than a container gets",
    [...few, { name: "best", image: "ubuntu", inputs: few.map((each) => outputOf(each, "point.json")) }],
    "TooManyInputs",
    ["51", "50"],
  ],
  [
    "more outputs than Azure takes",
    [{ name: "a", outputs: [...Array.from({ length: 64 }, (_, i) => `${i}.txt`), matching("*.png")] }],
    "TooManyOutputs",
    ["64", "65"],
  ],
  [
    "more folders than Azure takes, each with four patterns",
    [{ name: "a", outputs: Array.from({ length: 17 }, (_, i) => `${i}/`) }],
    "TooManyOutputs",
    ["64", "68"],
  ],
  [
    "an output of the runner's",
    [{ name: "a", outputs: [".batch-hashes"] }],
    "InvalidOutputPath",
    [".batch-hashes"],
  ],
  ["a folder of the runner's", [{ name: "a", outputs: [".batch-x/"] }], "InvalidOutputPath", [".batch-x/"]],
  [
    "the number of attempts",
    [{ name: "a", outputs: ["attempts.txt"], retries: 1 }],
    "InvalidOutputPath",
    ["attempts.txt"],
  ],
  [
    "an input of the runner's",
    [{ name: "a", inputs: [outputOf(point("x"), "point.json", ".batch-new")] }],
    "InvalidInputName",
    [".batch-new"],
  ],
  [
    "a pattern of the runner's files",
    [{ name: "a", outputs: [matching(".*")] }],
    "PatternMatchesRunnerFiles",
    [".*", ".batch-hashes"],
  ],
  [
    "a variable of the runner's",
    [{ name: "a", env: { RUN_OUTPUTS: "" } }],
    "ReservedVariable",
    ["RUN_OUTPUTS"],
  ],
];
