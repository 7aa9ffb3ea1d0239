import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { PackableReport } from "../../../browser/contract/pack-report.ts";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { traceText } from "../../../runner/report/trace.ts";
import type { TraceEvent } from "../../../runner/report/trace-event.ts";
import { packable } from "../../helpers/packable.ts";
import { sampleReport } from "./sample-report.ts";

const textOf = (report: PackableReport): string => [...traceText(report)].join("");

const eventsOf = (report: ReportData): TraceEvent[] => JSON.parse(textOf(packable(report))).traceEvents;

const ofKind = (events: readonly TraceEvent[], kind: TraceEvent["ph"]): TraceEvent[] =>
  events.filter(({ ph }) => ph === kind);

describe("trace of a run", () => {
  it("has a named process per node and a named thread per slot", () => {
    const report = sampleReport(50, 3);
    const names = ofKind(eventsOf(report), "M");
    const processes = names.filter(({ name, pid }) => name === "process_name" && pid > 0);
    assert.deepEqual(
      processes.map(({ args }) => String(args?.name).replace(/^(spot )?node /, "")),
      report.nodes.map(({ id }) => id),
    );
    const threads = names.filter(({ name }) => name === "thread_name");
    assert.equal(threads.length, 3 * 3);
    assert.equal(new Set(threads.map(({ tid }) => tid)).size, threads.length);
  });

  it("has a slice per task, and nests slices on each thread", () => {
    const report = sampleReport(400, 4);
    const slices = ofKind(eventsOf(report), "X");
    const labels = new Set(slices.map(({ name }) => name.replace(" (failed)", "")));
    assert.deepEqual(
      report.tasks.labels.filter((label) => !labels.has(label)),
      [],
    );
    for (const thread of Map.groupBy(slices, ({ tid }) => tid).values()) {
      const open: number[] = [];
      for (const { ts = 0, dur = 0, name } of thread.toSorted((a, b) => a.ts! - b.ts! || b.dur! - a.dur!)) {
        while (open.length > 0 && open.at(-1)! <= ts) open.pop();
        assert(
          ts + dur <= (open.at(-1) ?? Number.POSITIVE_INFINITY),
          `${name} ends after the slice around it`,
        );
        open.push(ts + dur);
      }
    }
  });

  it("shows phases, failed attempts and requeues", () => {
    const events = eventsOf(sampleReport(402, 4));
    const names = new Set(events.map(({ name }) => name));
    for (const name of ["staging", "running", "uploading"]) assert(names.has(name), name);
    const instants = ofKind(events, "i").map(({ name }) => name);
    assert.deepEqual(instants.toSorted(), ["attempt failed: exit code 1", "requeues: 1", "requeues: 1"]);
  });

  it("counts waiting tasks and slots in use, and ends with none", () => {
    const counters = ofKind(eventsOf(sampleReport(300, 2)), "C");
    const waiting = counters.filter(({ name }) => name === "waiting tasks").map(({ args }) => args?.tasks);
    const used = counters
      .filter(({ name }) => name === "slots in use")
      .map(({ args }) => Number(args?.slots));
    assert.equal(waiting[0], 100);
    assert.equal(waiting.at(-1), 0);
    assert.equal(Math.max(...used), 4);
    assert.equal(used.at(-1), 0);
  });

  it("needs less than 50 bytes per task", () => {
    const size = gzipSync(textOf(packable(sampleReport(5000)))).length;
    assert(size < 50 * 5000, `${size} bytes`);
  });
});
