import {
  type ReportData,
  type ReportedAttempt,
  type ReportedNode,
  taskStates,
} from "../../../browser/contract/report-data.ts";

interface RunShape {
  readonly tasks: number;
  readonly nodes: number;
  readonly slots: number;
  /** Typical duration of a task. */
  readonly taskMs: number;
  /** Share of tasks that fail. */
  readonly failing?: number;
}

const randomNumbers = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

const causes = [
  "exit code 1: ValueError: expected 12 columns, got 11",
  "exit code 137 (SIGKILL): out of memory",
];

/** Returns the report of a run that was scheduled as Batch does: each free slot takes the next task. */
export const simulatedRun = ({ tasks: count, nodes: nodeCount, slots, taskMs, failing = 0.01 }: RunShape) => {
  const random = randomNumbers(count + nodeCount);
  const nodes = Array.from({ length: nodeCount }, (_, i): ReportedNode => {
    const allocatedMs = 20_000 + Math.floor(random() * 25_000);
    const bootedMs = allocatedMs + 25_000 + Math.floor(random() * 15_000);
    const readyMs = bootedMs + 8_000 + Math.floor(random() * 12_000);
    const id = `tvmps_${(i * 2654435761 + 0xabcdef).toString(16).padStart(12, "0")}_${i % 3 === 2 ? "p" : "d"}`;
    return { id, isSpot: i % 3 === 2, slots, allocatedMs, bootedMs, readyMs };
  });
  const times = { started: [], programStarted: [], ended: [], uploaded: [] } as Record<string, number[]>;
  const column = (): number[] => [];
  const [state, node, slot, retries, requeues, peakMiB, cpuMs, failure] = Array.from({ length: 8 }, column);
  const attempts: ReportedAttempt[] = [];
  const free = freeSlots(nodes);
  for (let task = 0; task < count; task++) {
    const lane = free.take();
    const started = lane.at + Math.floor(random() * 0.03 * taskMs);
    const programStarted = started + Math.floor(taskMs * (0.05 + random() * 0.08));
    let start = programStarted;
    const isRetried = random() < 0.02;
    if (isRetried) {
      const endedMs = start + Math.floor(taskMs * 0.4 * random());
      attempts.push({ task, startedMs: start, endedMs, exitCode: 75 });
      start = endedMs + 500;
    }
    const factor = 0.4 + random() * 0.6 + (random() < 0.03 ? 3 * random() : 0) + random() ** 6;
    const ended = start + Math.floor(taskMs * factor);
    const uploaded = ended + Math.floor(taskMs * (0.02 + random() * 0.06));
    const isFailed = random() < failing;
    times.started!.push(started);
    times.programStarted!.push(programStarted);
    times.ended!.push(ended);
    times.uploaded!.push(uploaded);
    state!.push(isFailed ? 1 : 0);
    node!.push(lane.node);
    slot!.push(lane.slot);
    retries!.push(Number(isRetried));
    requeues!.push(Number(random() < 0.004));
    peakMiB!.push(Math.floor(600 + random() * 500 + factor * 200));
    cpuMs!.push(Math.floor((ended - start) * (0.7 + random() * 0.3)));
    failure!.push(isFailed ? Number(random() < 0.3) : -1);
    free.release(lane, uploaded);
  }
  const labels = state!.map(
    (_, i) => `samples/${["plant", "soil", "river"][i % 3]}-${String(i).padStart(5, "0")}.fastq.gz`,
  );
  const lengthMs = times.uploaded!.reduce((a, b) => Math.max(a, b), 0);
  const failed = state!.filter((value) => taskStates[value] === "failed").length;
  const taskTotal = (from: string, to: string): number =>
    times[to]!.reduce((sum, end, i) => sum + end - (times[from]?.[i] ?? 0), 0);
  const readyMs = Math.min(...nodes.map((one) => one.readyMs ?? 0), lengthMs);
  return {
    run: {
      jobId: "align-20261126-101500-k3x9",
      workload: "align",
      startedMs: Date.parse("2026-11-26T10:15:00Z"),
      lengthMs,
      succeeded: count - failed,
      failed,
      cached: 0,
      notRun: 0,
    },
    cost: {
      amount: (nodeCount * lengthMs * 0.096) / 3_600_000,
      currency: "USD",
      basis: `${((nodeCount * lengthMs) / 3_600_000).toFixed(1)} node hours of Standard_D2s_v5 in eastus at $0.096; list prices of 2026-11-20`,
      isHypothetical: false,
      idlePerHour: 0.19,
    },
    phases: [
      { phase: "nodes", wallMs: 21_000, taskMs: 21_000 * count },
      { phase: "boot", wallMs: readyMs - 21_000, taskMs: (readyMs - 21_000) * count },
      { phase: "slot", wallMs: 0, taskMs: times.started!.reduce((sum, at) => sum + at - readyMs, 0) },
      { phase: "staging", wallMs: 2_100, taskMs: taskTotal("started", "programStarted") },
      { phase: "running", wallMs: lengthMs - readyMs - 3_000, taskMs: taskTotal("programStarted", "ended") },
      { phase: "uploading", wallMs: 900, taskMs: taskTotal("ended", "uploaded") },
    ],
    nodes,
    tasks: {
      count,
      ids: labels.map((label, i) => `${label.replace(/[^\w]+/g, "-")}-${i.toString(16).padStart(16, "0")}`),
      labels,
      state: Uint8Array.from(state!),
      node: Int32Array.from(node!),
      slot: Uint16Array.from(slot!),
      queued: new Float64Array(count),
      started: Float64Array.from(times.started!),
      programStarted: Float64Array.from(times.programStarted!),
      ended: Float64Array.from(times.ended!),
      uploaded: Float64Array.from(times.uploaded!),
      retries: Uint16Array.from(retries!),
      requeues: Uint16Array.from(requeues!),
      peakMiB: Uint32Array.from(peakMiB!),
      cpuMs: Uint32Array.from(cpuMs!),
      failure: Int32Array.from(failure!),
      attempts,
    },
    failures: causes.flatMap((cause, i) => {
      const tasks = failure!.flatMap((value, task) => (value === i ? [task] : []));
      if (tasks.length === 0) return [];
      return {
        cause,
        count: tasks.length,
        sample: labels[tasks[0] ?? 0] ?? "",
        hint:
          i === 1
            ? "The program needs more memory than its slot has. Use fewer task slots per node."
            : undefined,
        log: ["Traceback (most recent call last):", '  File "align.py", line 81, in main', causes[i] ?? ""],
        logPath: i === 0 ? "failed/soil-00003/stderr.txt" : undefined,
        logCommand:
          i === 1 ? `npx azbatch logs align-20261126-101500-k3x9 --task ${labels[tasks[0] ?? 0]}` : undefined,
      };
    }),
    results: {
      columns: ["reads", "mapped", "best hit"],
      rows: labels.flatMap((_, i): [number, string[]][] =>
        state![i] === 0
          ? [
              [
                i,
                [
                  String((i * 7919) % 1_999_993),
                  `${(60 + ((i * 31) % 4000) / 100).toFixed(2)}%`,
                  `chr${1 + (i % 22)}`,
                ],
              ],
            ]
          : [],
      ),
    },
    usage: {
      nodeMiB: 8192,
      nodeCores: 2,
      slotsPerNode: slots,
      advice: "peak 1.9 GB of 8.6 GB: `taskSlotsPerNode: 4` would fit",
    },
    ran: [
      ["Command", "npx azbatch submit align --input 'samples/*.fastq.gz' --pool-id cpu"],
      ["Code hash", "5f2c9a1be07d4481"],
      ["VM size", "Standard_D2s_v5"],
      ["Pool", "cpu"],
      ["Image", "canonical ubuntu-24_04-lts server"],
      ["Region", "eastus"],
      ["azbatch", "0.2.0"],
    ],
    notes: [],
  } satisfies ReportData;
};

interface Lane {
  readonly node: number;
  readonly slot: number;
  readonly at: number;
}

/** A heap of slots by the time at which they are free. */
const freeSlots = (nodes: readonly ReportedNode[]) => {
  const heap: Lane[] = [];
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  const push = (lane: Lane): void => {
    heap.push(lane);
    for (let i = heap.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (heap[parent]!.at <= heap[i]!.at) break;
      swap(i, parent);
      i = parent;
    }
  };
  const take = (): Lane => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if ((heap[left]?.at ?? Number.POSITIVE_INFINITY) < heap[least]!.at) least = left;
      if ((heap[right]?.at ?? Number.POSITIVE_INFINITY) < heap[least]!.at) least = right;
      if (least === i) break;
      swap(i, least);
      i = least;
    }
    return first;
  };
  nodes.forEach(({ slots, readyMs = 0 }, node) => {
    for (let slot = 0; slot < slots; slot++) push({ node, slot, at: readyMs });
  });
  return { take, release: (lane: Lane, at: number): void => push({ ...lane, at }) };
};
