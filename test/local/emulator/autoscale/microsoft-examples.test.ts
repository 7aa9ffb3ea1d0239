import assert from "node:assert/strict";
import { type Recorded, repeat, run } from "./situation.ts";

describe("formulas in Microsoft's documentation", () => {
  const pending = `
    startingNumberOfVMs = 1;
    maxNumberofVMs = 25;
    pendingTaskSamplePercent = $PendingTasks.GetSamplePercent(180 * TimeInterval_Second);
    pendingTaskSamples = pendingTaskSamplePercent < 70 ? startingNumberOfVMs : avg($PendingTasks.GetSample(180 * TimeInterval_Second));
    $TargetDedicatedNodes=min(maxNumberofVMs, pendingTaskSamples);
    $NodeDeallocationOption = taskcompletion;`;
  const taskBased = (metric: string) => `
    // Get pending tasks for the past 15 minutes.
    $samples = ${metric}.GetSamplePercent(TimeInterval_Minute * 15);
    // If we have fewer than 70 percent data points, we use the last sample point,
    $tasks = $samples < 70 ? max(0,${metric}.GetSample(1)) : max( ${metric}.GetSample(1), avg(${metric}.GetSample(TimeInterval_Minute * 15)));
    $targetVMs = $tasks > 0? $tasks:max(0, $TargetDedicatedNodes/2);
    $TargetDedicatedNodes = max(0, min($targetVMs, 20));
    $NodeDeallocationOption = taskcompletion;`;

  it("pending tasks: has the results of a run recorded on an empty queue", () => {
    // Recorded in the tests of JupiterOne/graph-azure.
    const { results } = run(pending.replace("25", "2").replace(/\$NodeDeallocationOption.*/, ""), {
      samples: { $PendingTasks: repeat(0, 6) },
    });
    assert.equal(
      results,
      "$TargetDedicatedNodes=0;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;maxNumberofVMs=2;pendingTaskSamplePercent=100;pendingTaskSamples=0;startingNumberOfVMs=1",
    );
  });

  it("task-based: has the results of a run recorded in April 2025 with 29 of 30 samples", () => {
    const formula = `
      $samples = $ActiveTasks.GetSamplePercent(TimeInterval_Minute * 15);
      $tasks = $samples < 70 ? max(0, $ActiveTasks.GetSample(1)) :
      max( $ActiveTasks.GetSample(1), avg($ActiveTasks.GetSample(TimeInterval_Minute * 15)));
      $targetVMs = $tasks > 0 ? $tasks : max(0, $TargetDedicatedNodes / 2);
      cappedPoolSize = 3;
      $TargetDedicatedNodes = max(1, min($targetVMs, cappedPoolSize));
      $NodeDeallocationOption = taskcompletion;`;
    assert.equal(
      run(formula, { samples: { $ActiveTasks: [...repeat(0, 40), undefined] } }).results,
      `$TargetDedicatedNodes=1;$TargetLowPriorityNodes=0;$NodeDeallocationOption=taskcompletion;$samples=96.6667;$targetVMs=0.5;$tasks=0;cappedPoolSize=3`,
    );
  });

  const cases: readonly (readonly [
    what: string,
    formula: string,
    recorded: Recorded,
    dedicated: number,
    low?: number,
  ])[] = [
    ["pending tasks: starts one node in a new pool without samples", pending, {}, 1],
    ["pending tasks: caps a burst", pending, { samples: { $PendingTasks: repeat(600, 20) } }, 25],
    [
      "pending tasks: averages three minutes",
      pending,
      { samples: { $PendingTasks: [90, 0, 0, 6, 6, 6, 6] } },
      4,
    ],
    [
      "pending tasks: starts one node with too few samples",
      pending,
      { samples: { $PendingTasks: [9, 9, 9, 9, undefined, undefined] } },
      1,
    ],
    [
      "preempted nodes: replaces each by a dedicated node",
      `maxNumberofVMs = 25;
       $TargetDedicatedNodes = min(maxNumberofVMs, $PreemptedNodeCount.GetSample(180 * TimeInterval_Second));
       $TargetLowPriorityNodes = min(maxNumberofVMs , maxNumberofVMs - $TargetDedicatedNodes);
       $NodeDeallocationOption = taskcompletion;`,
      { samples: { $PreemptedNodeCount: repeat(3, 10) } },
      3,
      22,
    ],
    ["task-based: halves the one node of a new pool without samples", taskBased("$PendingTasks"), {}, 0],
    [
      "task-based: starts a node per task of a short queue",
      taskBased("$PendingTasks"),
      { samples: { $PendingTasks: [...repeat(0, 29), 2] } },
      2,
    ],
    [
      "task-based: caps a burst",
      taskBased("$PendingTasks"),
      { samples: { $PendingTasks: repeat(1000, 30) } },
      20,
    ],
    [
      "task-based: halves an idle pool",
      taskBased("$PendingTasks"),
      { targetDedicatedNodes: 9, samples: { $PendingTasks: repeat(0, 30) } },
      4,
    ],
    [
      "parallel tasks: counts four slots per node",
      `$samples = $ActiveTasks.GetSamplePercent(TimeInterval_Minute * 15);
       $tasks = $samples < 70 ? max(0,$ActiveTasks.GetSample(1)) : max( $ActiveTasks.GetSample(1),avg($ActiveTasks.GetSample(TimeInterval_Minute * 15)));
       $cores = $TargetDedicatedNodes * 4;
       $extraVMs = (($tasks - $cores) + 3) / 4;
       $targetVMs = ($TargetDedicatedNodes + $extraVMs);
       $TargetDedicatedNodes = max(0,min($targetVMs,3));
       $NodeDeallocationOption = taskcompletion;`,
      { samples: { $ActiveTasks: repeat(6, 30) } },
      2,
    ],
    [
      "CPU: grows a busy pool by a tenth",
      `$totalDedicatedNodes =
           (min($CPUPercent.GetSample(TimeInterval_Minute * 10)) > 0.7) ?
           ($CurrentDedicatedNodes * 1.1) : $CurrentDedicatedNodes;
       $totalDedicatedNodes =
           (avg($CPUPercent.GetSample(TimeInterval_Minute * 60)) < 0.2) ?
           ($CurrentDedicatedNodes * 0.9) : $totalDedicatedNodes;
       $TargetDedicatedNodes = min(400, $totalDedicatedNodes)`,
      { currentDedicatedNodes: 40, samples: { $CPUPercent: repeat(0.9, 120) } },
      44,
    ],
    ["Mondays: keeps one node on a Thursday", "$TargetDedicatedNodes = (time().weekday == 1 ? 5:1);", {}, 1],
    [
      "Mondays: starts five nodes on a Monday",
      "$TargetDedicatedNodes = (time().weekday == 1 ? 5:1);",
      { now: new Date("2016-10-17T00:00:00Z") },
      5,
    ],
    [
      "REST reference: starts five nodes below the sample percentage",
      "totalNodes=($CPUPercent.GetSamplePercent(TimeInterval_Minute*0,TimeInterval_Minute*10)<0.7?5:(min($CPUPercent.GetSample(TimeInterval_Minute*0, TimeInterval_Minute*10))>0.8?($CurrentDedicated*1.1):$CurrentDedicated));$TargetDedicated=min(100,totalNodes);",
      {},
      5,
    ],
  ];
  for (const [what, formula, recorded, dedicated, low = 0] of cases)
    it(what, () => {
      const { error, targetDedicatedNodes, targetLowPriorityNodes } = run(formula, recorded);
      assert.equal(error, undefined);
      assert.deepEqual([targetDedicatedNodes, targetLowPriorityNodes], [dedicated, low]);
    });

  it("time-based: starts more nodes in working hours, with the results in the documentation", () => {
    const formula = `
      $curTime = time();
      $workHours = $curTime.hour >= 8 && $curTime.hour < 18;
      $isWeekday = $curTime.weekday >= 1 && $curTime.weekday <= 5;
      $isWorkingWeekdayHour = $workHours && $isWeekday;
      $TargetDedicatedNodes = $isWorkingWeekdayHour ? 20:10;`;
    assert.equal(
      run(formula).results,
      "$TargetDedicatedNodes=10;$TargetLowPriorityNodes=0;$NodeDeallocationOption=requeue;$curTime=2016-10-13T19:18:47.805Z;$isWeekday=1;$isWorkingWeekdayHour=0;$workHours=0",
    );
    assert.equal(run(formula, { now: new Date("2016-10-14T08:00:00Z") }).targetDedicatedNodes, 20);
    assert.equal(run(formula, { now: new Date("2016-10-15T12:00:00Z") }).targetDedicatedNodes, 10);
    assert.equal(run(formula, { now: new Date("2016-10-16T12:00:00Z") }).targetDedicatedNodes, 10);
  });

  it("initial size: keeps four nodes for ten minutes, then removes them if no task runs", () => {
    const formula = `
      $TargetDedicatedNodes = 4;
      lifespan         = time() - time("Thu, 13 Oct 2016 19:10:00 GMT");
      span             = TimeInterval_Minute * 60;
      startup          = TimeInterval_Minute * 10;
      ratio            = 50;

      $TargetDedicatedNodes = (lifespan > startup ? (max($RunningTasks.GetSample(span, ratio), $ActiveTasks.GetSample(span, ratio)) == 0 ? 0 : $TargetDedicatedNodes) : 4);`;
    const idle = { $RunningTasks: repeat(0, 120), $ActiveTasks: repeat(0, 120) };
    const later = new Date("2016-10-13T20:30:00Z");
    assert.equal(run(formula).targetDedicatedNodes, 4);
    assert.equal(run(formula, { now: later, samples: idle }).targetDedicatedNodes, 0);
    assert.equal(
      run(formula, { now: later, samples: { ...idle, $ActiveTasks: repeat(2, 120) } }).targetDedicatedNodes,
      4,
    );
    assert.equal(run(formula, { now: later }).error?.code, "InsufficientSampleData");
  });
});
