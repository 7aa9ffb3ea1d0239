import assert from "node:assert/strict";
import type { NodePrice } from "../../../runner/results/run-cost.ts";
import { whyNoLimit } from "../../../runner/run/cost-limit.ts";
import { costWatch } from "../../../runner/run/cost-watch.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { fakeClock, manifestOf } from "../fakes.ts";

const price: NodePrice = {
  ...{ vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD", date: "2026-11-20", source: "api" },
  ...{ dedicated: 0.1, spot: 0.02, isHypothetical: false },
};

const hourMs = 3_600_000;
const { signal } = new AbortController();
const running = { active: 4, running: 2, succeeded: 4, failed: 0 };

/** Watches a run on two nodes with this limit for hours. */
const watchFor = async (
  hours: number,
  { maxCost = 0.5, maxCostCurrency = "USD", as = price as NodePrice | undefined } = {},
) => {
  const notices: string[] = [];
  const clock = fakeClock();
  const terminated: string[] = [];
  const events: RunEvent[] = [];
  const watch = costWatch(
    { ...manifestOf(10), maxCost, maxCostCurrency },
    {
      pricing: { now: () => as, settled: Promise.resolve(as) },
      batch: { terminateJob: async (_, reason) => void terminated.push(reason) },
      clock,
      emit: (event) => void events.push(event),
      say: (text) => void notices.push(text),
    },
  );
  const allocationTime = clock.now();
  watch.onNodes([
    { id: "a", state: "running", isDedicated: true, allocationTime },
    { id: "b", state: "running", isDedicated: true, allocationTime },
  ]);
  for (let hour = 0; hour <= hours; hour++) {
    if (hour > 0) await clock.sleep(hourMs, signal);
    await watch.limit(watch.soFar(running), running);
  }
  return { watch, terminated, events, notices };
};

describe("costWatch", () => {
  it("ends the job once when its cost passes the limit, and reports it", async () => {
    const { watch, terminated, events } = await watchFor(5);
    assert.deepEqual(terminated, ["stopped after about $0.60 (--max-cost 0.5)"]);
    assert.equal(watch.stopped(), terminated[0]);
    assert.deepEqual(
      events.map((event) => event.event === "overspent" && [event.cost.amount, event.maxCost]),
      [[0.6, 0.5]],
    );
  });

  it("ends no job that stays within the limit, whose cost is unknown, or that costs nothing", async () => {
    assert.deepEqual((await watchFor(2)).terminated, []);
    assert.deepEqual((await watchFor(9, { as: { ...price, isHypothetical: true } })).terminated, []);
    const unknown = await watchFor(9, { as: { ...price, dedicated: undefined } });
    assert.deepEqual([unknown.terminated, unknown.watch.soFar(running)], [[], undefined]);
  });

  it("says once why a limit doesn't apply: no price, another currency, nothing paid", async () => {
    assert.deepEqual((await watchFor(1)).notices, []);
    const other = await watchFor(9, { maxCostCurrency: "EUR" });
    const local = await watchFor(9, { as: { ...price, isHypothetical: true } });
    for (const { notices, terminated } of [other, local])
      assert.deepEqual([notices.length, terminated], [1, []]);
    assert.match(other.notices[0] ?? "", /AZBATCH_CURRENCY=EUR/);
    assert.match(whyNoLimit({ maxCost: 1 }, undefined) ?? "", /--node-price/);
    assert.equal(whyNoLimit({}, undefined), undefined);
  });

  it("ends no job whose tasks are all done", async () => {
    const { watch, terminated } = await watchFor(2);
    const done = { active: 0, running: 0, succeeded: 10, failed: 0 };
    const cost = watch.soFar(running);
    await watch.limit(cost && { ...cost, amount: 9 }, done);
    assert.deepEqual(terminated, []);
  });

  it("computes the final cost from the times of the tasks", async () => {
    const { watch } = await watchFor(3);
    const times = { startedAt: "2026-11-23T10:30:00Z", endedAt: "2026-11-23T12:00:00Z" };
    const nodes = [{ id: "a", isSpot: false, allocatedAt: "2026-11-23T10:00:00Z" }];
    const cost = await watch.final({ nodes, outcomes: [{ nodeId: "a", times }] });
    assert.deepEqual([cost?.dedicatedHours, cost?.amount], [2, 0.2]);
  });
});
