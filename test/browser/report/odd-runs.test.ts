import assert from "node:assert/strict";
import type { ReportData } from "../../../browser/contract/report-data.ts";
import { axeViolations } from "../../helpers/chromium.ts";
import { reportsInChromium } from "./on-report.ts";
import { simulatedRun } from "./simulated-run.ts";

describe("the report of an odd run", () => {
  const onReport = reportsInChromium();
  const few = simulatedRun({ tasks: 6, nodes: 2, slots: 1, taskMs: 10_000, failing: 0 });

  /** A run of which no time is known. */
  const withoutTimes = (data: ReportData): ReportData => {
    const unknown = new Float64Array(data.tasks.count).fill(-1);
    const tasks = { ...data.tasks, node: new Int32Array(data.tasks.count).fill(-1), attempts: [] };
    return {
      ...data,
      cost: undefined,
      usage: undefined,
      phases: [],
      nodes: [],
      failures: [],
      results: { columns: [], rows: [] },
      ran: [],
      tasks: {
        ...tasks,
        started: unknown,
        programStarted: unknown,
        ended: unknown,
        uploaded: unknown,
        queued: unknown,
      },
    };
  };

  it("shows the time of tasks of which only start and end are known, such as cancelled ones", () => {
    const unknown = new Float64Array(6).fill(-1);
    return onReport({ ...few, tasks: { ...few.tasks, programStarted: unknown } }, async (page) => {
      const bars = page.locator("#durations .phase-bar .phase-running");
      assert.equal(await bars.count(), 6);
    });
  });

  it("shows one task", () =>
    onReport(simulatedRun({ tasks: 1, nodes: 1, slots: 1, taskMs: 5000, failing: 0 }), async (page) => {
      assert.equal(await page.locator("h1").textContent(), "The task succeeded");
      assert.equal(await page.locator("#durations").count(), 0);
    }));

  it("shows a run that whose tasks earlier runs completed", () => {
    const data = withoutTimes(few);
    const tasks = { ...data.tasks, state: new Uint8Array(6).fill(2) };
    return onReport({ ...data, run: { ...data.run, lengthMs: 0, cached: 6 }, tasks }, async (page) => {
      assert.equal(await page.locator("h1").textContent(), "Nothing to run: earlier runs completed 6 tasks");
      for (const section of ["timeline", "durations", "failures", "results", "usage"])
        assert.equal(await page.locator(`#${section}`).count(), 0);
      assert.deepEqual(await axeViolations(page), []);
    });
  });

  it("shows a run in which no task ran", () => {
    const data = withoutTimes(few);
    const tasks = { ...data.tasks, state: new Uint8Array(6).fill(3) };
    const run = { ...data.run, notRun: 6, endedBecause: "the pool has no nodes" };
    return onReport({ ...data, run, tasks, nodes: few.nodes }, async (page) => {
      assert.equal(await page.locator("h1").textContent(), "6 of 6 tasks did not run");
      assert.ok(await page.getByText("the pool has no nodes").isVisible());
    });
  });

  it("shows tasks whose node is unknown", () =>
    onReport(
      { ...few, nodes: [], tasks: { ...few.tasks, node: new Int32Array(6).fill(-1) } },
      async (page) => {
        await page.locator(".timeline-scroller").focus();
        await page.keyboard.press("ArrowRight");
        assert.ok(await page.locator(".selection bdi").first().isVisible());
      },
    ));

  it("shows a run that has not ended", () => {
    const state = Uint8Array.from([0, 0, 4, 4, 5, 5]);
    const ended = few.tasks.ended.map((ms, i) => (i < 2 ? ms : -1));
    const tasks = { ...few.tasks, state, ended, uploaded: ended };
    return onReport({ ...few, run: { ...few.run, unfinished: 4 }, tasks }, async (page) => {
      assert.equal(await page.locator("h1").textContent(), "2 of 6 tasks done so far");
      assert.ok(await page.getByText("4 tasks still run or wait").isVisible());
    });
  });

  it("shows cells of several lines in rows of one height", () => {
    const rows = few.results.rows.map(([task]): [number, string[]] => [task, ["a\nb\nc", "1"]]);
    rows[1] = [1, ["one line", "2"]];
    return onReport({ ...few, results: { columns: ["words", "count"], rows } }, async (page) => {
      const heights = await page
        .locator("#results tbody tr")
        .evaluateAll((all) => all.map((row) => (row as unknown as { offsetHeight: number }).offsetHeight));
      assert.deepEqual(new Set(heights), new Set([74]));
    });
  });

  it("shows names as text only", () => {
    const names = [
      '<img src=x onerror="alert(1)">',
      "</script><script>alert(2)</script>",
      "\u202egnp.exe \u05e9\u05dc\u05d5\u05dd",
      "👩‍🔬🧬".repeat(20),
      "x".repeat(1000),
      "line one\nline two\ttab",
    ];
    const failures = names.map((cause) => ({
      cause,
      count: 1,
      sample: cause,
      hint: cause,
      log: [cause],
      logPath: `javascript:alert(3)/${cause.slice(0, 20)}`,
    }));
    const data: ReportData = {
      ...few,
      run: { ...few.run, jobId: names[0]!, workload: names[2]!, endedBecause: names[1] },
      nodes: few.nodes.map((node) => ({ ...node, id: names[0]! })),
      tasks: { ...few.tasks, ids: names, labels: names },
      failures,
      results: { columns: names, rows: [[0, names]] },
      ran: names.map((name) => [name, name]),
      notes: names,
    };
    return onReport(data, async (page) => {
      assert.equal(await page.locator("img").count(), 0);
      assert.equal(await page.locator("main script").count(), 0);
      assert.ok((await page.locator("#failures").innerText()).includes(names[0]!));
      const addresses = await page
        .locator("#failures a")
        .evaluateAll((links) => links.map((link) => (link as unknown as { protocol: string }).protocol));
      assert.deepEqual(new Set(addresses), new Set(["file:"]));
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 1280);
    });
  });
});
