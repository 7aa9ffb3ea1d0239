import { createHash } from "node:crypto";
import type { ReportData } from "../../../browser/contract/report-data.ts";

/** Returns numbers from 0 to 1 that are the same each time. */
const randomNumbers = (seed: number) => (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

const slots = 2;

/** Returns the report of a run with realistic names and times. */
export const sampleReport = (count: number, nodeCount = 50): ReportData => {
  const random = randomNumbers(count);
  const int = (most: number): number => Math.floor(random() * most);
  const freeAt = Array.from({ length: nodeCount * slots }, () => 60_000 + int(30_000));
  const numbers = (value: (i: number) => number): number[] =>
    Array.from({ length: count }, (_, i) => value(i));
  const names = numbers((i) => i).map(
    (i) => `samples/${["alpha", "beta", "gamma"][i % 3]}-${String(i).padStart(6, "0")}.fastq.gz`,
  );
  const ids = names.map(
    (name) =>
      `${name.replace(/[^\w]+/g, "-")}-${createHash("sha256").update(name).digest("hex").slice(0, 16)}`,
  );
  const lanes = numbers(() => int(freeAt.length));
  const started = lanes.map((lane) => freeAt[lane]! + int(300));
  const programStarted: number[] = [];
  const ended: number[] = [];
  const uploaded: number[] = [];
  lanes.forEach((lane, i) => {
    programStarted.push((i === 0 ? started[0]! : Math.max(started[i]!, freeAt[lane]!)) + 200 + int(800));
    ended.push(programStarted[i]! + 4000 + int(30_000));
    uploaded.push(ended[i]! + 100 + int(900));
    started[i] = programStarted[i]! - 200;
    freeAt[lane] = uploaded[i]!;
  });
  const isFailed = (i: number): boolean => i % 997 === 3;
  return {
    run: {
      jobId: "align-20261123-101500-k3x9",
      workload: "align",
      startedMs: Date.parse("2026-11-23T10:15:00Z"),
      lengthMs: Math.max(...freeAt),
      succeeded: count - numbers((i) => Number(isFailed(i))).reduce((a, b) => a + b, 0),
      failed: numbers((i) => Number(isFailed(i))).reduce((a, b) => a + b, 0),
      cached: 0,
      notRun: 0,
    },
    phases: [{ phase: "running", wallMs: 1000, taskMs: 2000 }],
    nodes: Array.from({ length: nodeCount }, (_, i) => ({
      id: `tvmps_${createHash("sha256").update(`node ${i}`).digest("hex")}_d`,
      isSpot: i % 4 === 0,
      slots,
      allocatedMs: -1000,
      readyMs: 60_000,
    })),
    tasks: {
      count,
      ids,
      labels: names,
      state: Uint8Array.from(numbers((i) => Number(isFailed(i)))),
      node: Int32Array.from(lanes, (lane) => Math.floor(lane / slots)),
      slot: Uint16Array.from(lanes, (lane) => lane % slots),
      queued: Float64Array.from(numbers((i) => Math.floor(i / 100) * 12)),
      started: Float64Array.from(started),
      programStarted: Float64Array.from(programStarted),
      ended: Float64Array.from(ended),
      uploaded: Float64Array.from(uploaded),
      retries: Uint16Array.from(numbers((i) => Number(i % 211 === 0))),
      requeues: Uint16Array.from(numbers((i) => Number(i % 401 === 0))),
      peakMiB: Uint32Array.from(numbers(() => 300 + int(900))),
      cpuMs: Uint32Array.from(numbers(() => 40 * int(1000))),
      failure: Int32Array.from(numbers((i) => (isFailed(i) ? 0 : -1))),
      attempts: [{ task: 0, startedMs: 60_500, endedMs: 61_000, exitCode: 1 }],
    },
    failures: [{ cause: "exit code 1: no such file", count: 1, sample: ids[3] ?? "", log: ["no such file"] }],
    results: {
      columns: ["reads", "mapped", "best hit"],
      rows: numbers((i) => i)
        .filter((i) => !isFailed(i))
        .map((i) => [
          i,
          [String(int(2_000_000)), `${(100 * random()).toFixed(2)}%`, `chr${int(22)}:${int(9_999_999)}`],
        ]),
    },
    usage: { nodeMiB: 8192, nodeCores: 2, slotsPerNode: slots },
    ran: [["VM size", "Standard_D2s_v5"]],
    notes: [],
  };
};
