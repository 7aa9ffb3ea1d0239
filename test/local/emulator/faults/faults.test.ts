import assert from "node:assert/strict";
import type { FaultDeclaration } from "../../../../local/emulator/faults/fault-kinds.ts";
import { createFaults, type Faults } from "../../../../local/emulator/faults/faults.ts";
import { parseFault } from "../../../../local/emulator/faults/parse-fault.ts";

const faultsOf = (...texts: string[]): Faults => createFaults(texts.map(parseFault));

const getTask = { operation: "Task_Get", method: "GET", path: "/jobs/job-1/tasks/task-1" };
const start = { pool: "pool-1", node: "node-1", isDedicated: true, job: "job-1", task: "task-1" };

/** Numbers, from 1, of the requests that are hit. */
const hitsAmong = (faults: Faults, requests: number): number[] =>
  Array.from({ length: requests }, (_, at) => at + 1).filter(() => faults.forRequest(getTask) !== undefined);

describe("faults", () => {
  describe("settings", () => {
    const cases: Readonly<Record<string, readonly number[]>> = {
      busy: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      "busy:2": [1, 2],
      "busy:after=7": [8, 9, 10],
      "busy:after=2,count=3": [3, 4, 5],
      "busy:every=4": [4, 8],
      "busy:every=3,after=3": [6, 9],
      "busy:every=3,after=3,count=1": [6],
    };
    for (const [text, expected] of Object.entries(cases))
      it(`${text}: ${expected} of 10`, () => {
        assert.deepEqual(hitsAmong(faultsOf(text), 10), expected);
      });
  });

  describe("by chance", () => {
    const declarations: FaultDeclaration[] = [
      { fault: "throttle", chance: 0.05 },
      { fault: "latency", ms: 200, jitterMs: 50, chance: 0.5 },
    ];
    const sequence = (seed: number) => {
      const faults = createFaults(declarations, { seed });
      return Array.from({ length: 1000 }, () => faults.forRequest(getTask));
    };

    it("are equal with the same seed", () => {
      assert.deepEqual(sequence(7), sequence(7));
    });

    it("differ with another seed", () => {
      assert.notDeepEqual(sequence(7), sequence(8));
    });

    it("don't depend on other declared faults", () => {
      const alone = hitsAmong(faultsOf("throttle:5%"), 1000);
      const beside = createFaults(["latency:10ms,50%", "throttle:5%"].map(parseFault));
      const throttled = Array.from({ length: 1000 }, (_, at) => at + 1).filter(
        () => beside.forRequest(getTask)?.ending === "throttle",
      );
      assert.deepEqual(throttled, alone);
    });

    for (const percent of [1, 5, 50])
      it(`hit about ${percent} % of 10,000 requests`, () => {
        const hits = hitsAmong(
          createFaults([{ fault: "drop-before", chance: percent / 100 }], { seed: 1 }),
          10_000,
        );
        const expected = 100 * percent;
        // Four standard deviations of a binomial distribution.
        const tolerance = 4 * Math.sqrt(expected * (1 - percent / 100));
        assert(Math.abs(hits.length - expected) < tolerance, `${hits.length} instead of ${expected}`);
      });

    it("spread a latency evenly within its range", () => {
      const faults = faultsOf("latency:200ms±50ms");
      const delays = Array.from({ length: 10_000 }, () => faults.forRequest(getTask)?.delayMs ?? 0);
      const mean = delays.reduce((sum, each) => sum + each, 0) / delays.length;
      assert(Math.min(...delays) >= 150 && Math.min(...delays) < 152);
      assert(Math.max(...delays) <= 250 && Math.max(...delays) > 248);
      assert(Math.abs(mean - 200) < 2, `mean ${mean}`);
    });
  });

  describe("on requests", () => {
    it("hit only their target", () => {
      const hits = (target: string) => faultsOf(`busy@${target}`).forRequest(getTask)?.ending === "busy";
      const aims = ["Task_Get", "Task_*", "*_Get", "GET", "/jobs/*", "/jobs/*/tasks/*", "*"];
      assert.deepEqual(aims.filter(hits), aims);
      assert.deepEqual(["Task_Add", "Job_*", "PUT", "/pools/*", "/jobs", "/jobs/job.1/*"].filter(hits), []);
    });

    it("delay a request, then end it by the first declared fault", () => {
      const faults = faultsOf("latency:10ms", "drop-after:every=2", "busy:retry-after=4s", "latency:5ms");
      const busy = { delayMs: 15, ending: "busy", retryAfterSeconds: 4 };
      const dropped = { delayMs: 15, ending: "drop-after", retryAfterSeconds: 1 };
      assert.deepEqual([faults.forRequest(getTask), faults.forRequest(getTask)], [busy, dropped]);
    });

    it("don't hit blob requests, and faults of blob requests don't hit others", () => {
      const get = { method: "GET", path: "/account/input/blob" };
      assert.equal(faultsOf("busy").forBlobRequest(get), undefined);
      assert.equal(faultsOf("blob-busy").forRequest(getTask), undefined);
      const faults = faultsOf("blob-latency:1s", "blob-drop-mid@/account/*");
      assert.deepEqual(faults.forBlobRequest(get), { delayMs: 1000, ending: "blob-drop-mid" });
    });
  });

  describe("on nodes", () => {
    it("lose the node of a task", () => {
      const faults = faultsOf("node-loss:every=2,300ms@pool-*");
      assert.equal(faults.forTaskStart({ ...start, pool: "other" }), undefined);
      assert.equal(faults.forTaskStart(start), undefined);
      assert.deepEqual(faults.forTaskStart(start), { fault: "node-loss", delayMs: 300, backMs: 1000 });
    });

    it("preempt spot nodes only", () => {
      const faults = faultsOf("preempt:1,back=9s");
      assert.equal(faults.forTaskStart(start), undefined);
      assert.deepEqual(faults.forTaskStart({ ...start, isDedicated: false }), {
        fault: "preempt",
        delayMs: 0,
        backMs: 9000,
      });
    });

    it("fail the first runs of a start task", () => {
      const faults = faultsOf("start-task-failure:2,exit=7");
      const run = () => faults.forStartTask({ pool: "pool-1", node: "node-1" });
      const failing = {
        commandLine: `/bin/sh -c 'echo "This run is made to fail" >&2; exit 7'`,
      };
      assert.deepEqual([run(), run(), run()], [failing, failing, undefined]);
    });

    it("fail a resize with Azure's code and message", () => {
      const faults = faultsOf("resize-error:AllocationTimedout,1");
      assert.deepEqual(faults.forResize({ pool: "pool-1" }), {
        code: "AllocationTimedout",
        message: "Desired number of dedicated nodes could not be allocated as the resize timeout was reached",
      });
      assert.equal(faults.forResize({ pool: "pool-1" }), undefined);
      assert.equal(faultsOf("resize-error").forResize({ pool: "pool-1" })?.code, "AllocationFailed");
    });
  });

  it("log each hit", () => {
    const lines: string[] = [];
    const texts = ["latency:20ms,1", "busy:1", "node-loss:5s", "start-task-failure", "resize-error"];
    const faults = createFaults(texts.map(parseFault), { log: (line) => lines.push(line) });
    faults.forRequest(getTask);
    faults.forRequest(getTask);
    faults.forTaskStart(start);
    faults.forStartTask(start);
    faults.forResize(start);
    assert.deepEqual(lines, [
      "fault latency:20ms,count=1 hits Task_Get GET /jobs/job-1/tasks/task-1, 20 ms",
      "fault busy:count=1 hits Task_Get GET /jobs/job-1/tasks/task-1",
      "fault node-loss:5000ms hits node node-1 of pool pool-1 in task task-1 of job job-1, 5000 ms",
      "fault start-task-failure hits start task of node node-1 of pool pool-1",
      "fault resize-error hits resize of pool pool-1",
    ]);
  });

  it("count events and hits", () => {
    const faults = faultsOf("busy:every=4", "throttle:after=9@Task_Get", "blob-busy");
    hitsAmong(faults, 10);
    assert.deepEqual(faults.record(), [
      { fault: "busy:every=4", events: 10, hits: 2 },
      { fault: "throttle:after=9@Task_Get", events: 8, hits: 0 },
      { fault: "blob-busy", events: 0, hits: 0 },
    ]);
  });

  it("never hit unless declared", () => {
    const faults = createFaults();
    assert.equal(faults.forRequest(getTask), undefined);
    assert.deepEqual(faults.record(), []);
    assert(!faults.canHit("blob request"));
    assert(faultsOf("blob-busy").canHit("blob request"));
  });
});
