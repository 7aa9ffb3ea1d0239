import assert from "node:assert/strict";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { type Clock, systemClock } from "../../../runner/clock.ts";
import { createHub, type Hub } from "../../../runner/dashboard/hub.ts";
import { createOutbox } from "../../../runner/dashboard/outbox.ts";
import type { News, Source } from "../../../runner/dashboard/topic.ts";
import { until } from "../../helpers/until.ts";

/** A clock whose sleeps end when the test says so. */
const manualClock = () => {
  let nowMs = 0;
  let wake = (): void => {};
  const slept: number[] = [];
  const clock: Clock = {
    ...systemClock,
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        slept.push(ms);
        wake = () => {
          nowMs += ms;
          resolve();
        };
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
  };
  return { clock, slept, next: () => wake() };
};

const hubOf = (source: Source<unknown>, clock: Clock): Hub =>
  createHub({
    sourceOf: () => source,
    clock,
    longestMs: 10_000,
    onBug: (error) => assert.fail(String(error)),
  });

const listener = () => {
  const news: News<unknown>[] = [];
  return { news, onNews: (_: string, item: News<unknown>) => void news.push(item) };
};

describe("dashboard: topics", () => {
  it("sends a problem while the service fails, and the value when it answers again", async () => {
    const answers = [() => 1, fail, fail, () => 1, () => 1];
    const { clock, slept, next } = manualClock();
    const page = listener();
    const end = hubOf({ look: async () => answers.shift()?.() }, clock).subscribe("any", page);
    for (let looks = 1; looks < 5; looks++) {
      await until(() => slept.length === looks);
      next();
    }
    await until(() => slept.length === 5);
    assert.deepEqual(page.news, [
      { value: 1 },
      { problem: { code: "ServerBusy", message: "try later" } },
      { value: 1 },
    ]);
    end();
  });

  it("looks less often while nothing changes, and at once after an action", async () => {
    const { clock, slept, next } = manualClock();
    let looks = 0;
    const hub = hubOf(
      {
        look: async () => {
          looks += 1;
          return "same";
        },
      },
      clock,
    );
    const end = hub.subscribe("any", listener());
    for (let turn = 1; turn <= 1500; turn++) {
      await until(() => slept.length === turn);
      next();
    }
    assert.equal(slept[0], 1000);
    assert.equal(Math.max(...slept), 10_000);
    await until(() => slept.length === 1501);
    hub.refresh(["any"]);
    await until(() => looks === 1502);
    end();
  });

  it("gives the present value to a page that opens later, and looks once for both", async () => {
    const { clock, slept } = manualClock();
    let looks = 0;
    const source = { look: async () => ({ looks: ++looks }) };
    const hub = hubOf(source, clock);
    const [first, second] = [listener(), listener()];
    const ends = [hub.subscribe("any", first)];
    await until(() => slept.length === 1);
    ends.push(hub.subscribe("any", second));
    assert.deepEqual(second.news, [{ value: { looks: 1 } }]);
    for (const end of ends) end();
    assert.deepEqual(hub.active(), []);
  });

  it("keeps one value per topic for a page that reads slowly", async () => {
    const outbox = createOutbox((topic, news) => JSON.stringify({ topic, ...news }));
    for (let value = 1; value <= 1000; value++) {
      outbox.onNews("runs", { value }, undefined);
      outbox.onNews("log", { value }, (before, next) => Number(before) + Number(next));
    }
    const events = outbox.events();
    assert.deepEqual(await events.next(), { done: false, value: '{"topic":"runs","value":1000}' });
    assert.deepEqual(await events.next(), { done: false, value: '{"topic":"log","value":500500}' });
    const waiting = events.next();
    outbox.close();
    assert.deepEqual(await waiting, { done: true, value: undefined });
  });
});

const fail = (): never => {
  throw new ServiceError({ code: "ServerBusy", status: 503, message: "try later" });
};
