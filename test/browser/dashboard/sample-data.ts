import type { JobView, NodeView, PoolView, RunRow, RunView } from "../../../browser/contract/dashboard.ts";
import type { TaskDetail, TaskRow } from "../../../browser/contract/dashboard-tasks.ts";
import type { FixtureServer } from "./fixture-server.ts";

/** A name with markup, a newline, and a character that reverses text. */
export const hostileName = '<img src=x onerror=alert(1)>"&\u202egpj.exe\nnext';

const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

const cost = {
  amount: 0.0312,
  currency: "USD",
  basis: "list prices of 2026-11-20; nothing is paid on the local cloud",
};

export const nodes = (count: number): readonly NodeView[] =>
  Array.from({ length: count }, (_, i) => {
    const state = ["running", "running", "running", "idle", "starting", "starttaskfailed", "leavingpool"][
      i % 7
    ]!;
    return {
      id: `tvmps_${String(i).padStart(4, "0")}_d`,
      state,
      isSpot: i % 3 === 0,
      runningTasks: state === "running" ? 1 + (i % 4) : 0,
      slots: 4,
      allocatedAt: minutesAgo(30),
      ...(state === "starttaskfailed" && { error: "StartTaskFailed: the start task exited with 7" }),
      startTask: { state: "completed", exitCode: state === "starttaskfailed" ? 7 : 0 },
    };
  });

export const runningRun: RunView = {
  jobId: "top-words-20261126-231024-ab12",
  workload: "top-words",
  createdAt: minutesAgo(12),
  state: "running",
  counts: { active: 61_210, running: 48, succeeded: 38_740, failed: 2 },
  elapsedMs: 715_000,
  leftMs: 1_130_000,
  cost,
  poolId: "workers",
  stragglers: [
    {
      taskId: "texts-00017",
      label: "texts/war-and-peace.txt",
      nodeId: "tvmps_0003_d",
      startedAt: minutesAgo(5.2),
    },
    { taskId: "texts-00093", label: hostileName, nodeId: "tvmps_0011_d", startedAt: minutesAgo(3.1) },
  ],
  nodes: nodes(20),
  failures: [
    {
      cause: "exit code 1: ValueError: could not convert string to float",
      count: 1,
      sample: "texts-00001",
      label: "texts-00001",
    },
    { cause: `exit code 2: ${hostileName}`, count: 1, sample: "texts-00008", label: "texts-00008" },
  ],
  again: "submit top-words --input 'texts/*.txt'",
};

const runRows: readonly RunRow[] = [
  runningRun,
  {
    jobId: "fit-20261126-225812-9x3k",
    workload: "fit",
    createdAt: minutesAgo(25),
    state: "waiting",
    counts: { active: 12, running: 0, succeeded: 0, failed: 0 },
    elapsedMs: 1_500_000,
    waiting:
      "pool workers has no nodes yet: AccountCoreQuotaReached: the account's quota for this VM family is used up",
  },
  {
    jobId: `${"a-very-long-workload-name-".repeat(2)}3-20261126-0101`,
    workload: "long",
    createdAt: minutesAgo(200),
    state: "failed",
    counts: { active: 0, running: 0, succeeded: 7, failed: 3 },
    elapsedMs: 4200,
    cost,
  },
  {
    jobId: "top-words-20261125-101112-zz01",
    workload: "top-words",
    createdAt: minutesAgo(2000),
    state: "succeeded",
    counts: { active: 0, running: 0, succeeded: 3, failed: 0 },
    elapsedMs: 9400,
    cost: { ...cost, amount: 12.3 },
  },
  {
    jobId: "top-words-20261125-091112-zz02",
    workload: "top-words",
    createdAt: minutesAgo(2100),
    state: "cancelled",
    counts: { active: 0, running: 0, succeeded: 1, failed: 2 },
  },
];

const formula = `$samples = $PendingTasks.GetSamplePercent(TimeInterval_Minute * 5);
$tasks = $samples < 70 ? max(0, $PendingTasks.GetSample(1)) : max($PendingTasks.GetSample(1), avg($PendingTasks.GetSample(TimeInterval_Minute * 5)));
$TargetDedicatedNodes = min(4, $tasks / 4);
$TargetLowPriorityNodes = min(16, $tasks / 4 - $TargetDedicatedNodes);
$NodeDeallocationOption = taskcompletion;`;

export const pools: readonly PoolView[] = [
  {
    id: "workers",
    vmSize: "Standard_D2s_v5",
    state: "active",
    allocationState: "resizing",
    current: { dedicated: 4, spot: 16 },
    target: { dedicated: 4, spot: 20 },
    slotsPerNode: 4,
    nodes: nodes(20),
    resizeErrors: [
      "AccountLowPriorityCoreQuotaReached: the account's quota of spot cores is used up. Request more in the portal (Batch account, Quotas).",
    ],
    autoscale: {
      formula,
      interval: "PT5M",
      evaluatedAt: minutesAgo(2),
      results: "$TargetDedicatedNodes=4;$TargetLowPriorityNodes=20;$NodeDeallocationOption=taskcompletion",
    },
    history: Array.from({ length: 120 }, (_, i) => ({
      ms: Date.now() - (120 - i) * 5000,
      current: { dedicated: Math.min(4, Math.floor(i / 10)), spot: Math.min(16, Math.floor(i / 4)) },
      target: { dedicated: 4, spot: i < 20 ? 4 : 20 },
      activeTasks: Math.max(0, 200 - i * 2),
      runningTasks: Math.min(48, i),
    })),
    costPerHour: { amount: 0.8312, currency: "USD", basis: "list prices of 2026-11-20" },
  },
  {
    id: "fixed",
    vmSize: "Standard_D2s_v5",
    state: "active",
    allocationState: "steady",
    current: { dedicated: 0, spot: 0 },
    target: { dedicated: 0, spot: 0 },
    slotsPerNode: 1,
    nodes: [],
    resizeErrors: [],
    history: [],
  },
];

export const foreignJob: JobView = {
  id: "python-job",
  state: "active",
  createdAt: minutesAgo(40),
  poolId: "workers",
  priority: 100,
  isRun: false,
  counts: { active: 3, running: 1, succeeded: 6, failed: 1 },
  displayName: hostileName,
  startedAt: minutesAgo(39),
  metadata: [["owner", "data team"]],
  preparations: [
    { nodeId: "tvmps_0001_d", state: "completed", exitCode: 0 },
    { nodeId: "tvmps_0002_d", state: "running" },
  ],
};

const taskStates = ["succeeded", "succeeded", "running", "failed", "active"] as const;

export const tasks = (count: number): readonly TaskRow[] =>
  Array.from({ length: count }, (_, i) => {
    const state = taskStates[i % taskStates.length]!;
    return {
      id: `texts-${String(i).padStart(5, "0")}`,
      label: i === 3 ? hostileName : `texts/chapter-${i}.txt`,
      state,
      ...(state !== "active" && {
        nodeId: `tvmps_00${String(i % 20).padStart(2, "0")}_d`,
        startedAt: minutesAgo(5),
      }),
      ...(state === "succeeded" && { exitCode: 0, seconds: 1 + (i % 50) / 3 }),
      ...(state === "failed" && {
        exitCode: 1,
        seconds: 0.5,
        failure: "exit code 1: ValueError: could not convert string to float: 'x'",
      }),
    };
  });

const detailOf = (task: TaskRow): TaskDetail => ({
  ...task,
  commandLine: `/bin/bash -c 'python3 "$WORKLOAD_DIR/stats.py" "$1" > "$1.json"'`,
  inputs: [task.label, "shared/words.txt"],
  retryCount: 1,
  requeueCount: task.state === "running" ? 1 : 0,
  variables: ["AZ_BATCH_TASK_ID", "WORKLOAD_DIR"],
  files: [
    { path: "stdout.txt", bytes: 1234, source: "node" },
    { path: "wd/result/chapter 1.json", bytes: 54_321_000, source: "storage" },
  ],
});

/** Publishes an environment with everything in it. */
export const publishSamples = (server: FixtureServer): void => {
  server.publish("environment", {
    kind: "stack",
    name: "prod",
    batchAccount: "azbatchprod4711",
    location: "westeurope",
    poolId: "workers",
    vmSize: "Standard_D2s_v5",
    version: "0.1.0",
    start: "npx azbatch submit --stack prod",
  });
  server.publish("runs", runRows);
  server.publish(`run/${runningRun.jobId}`, runningRun);
  server.publish("pools", pools);
  server.publish("jobs", [foreignJob, { ...foreignJob, id: runningRun.jobId, isRun: true }]);
  server.publish("schedules", [
    { id: "nightly", state: "active", nextRunAt: minutesAgo(-600), recentJobId: "nightly:job-3" },
  ]);
  server.publish(`job/${foreignJob.id}`, foreignJob);
  server.tasks = tasks(500);
  server.details = detailOf;
  for (const taskId of ["texts-00002", "texts-00003"])
    for (const name of ["stdout.txt", "stderr.txt"] as const) {
      const text = name === "stdout.txt" ? "\u001b[32mreading\u001b[0m 3 files\nline 2\n" : "";
      server.publish(`log/${runningRun.jobId}/${taskId}/${name}`, {
        offset: 0,
        end: text.length,
        text,
        hasGap: false,
        isComplete: taskId === "texts-00003",
      });
    }
};
