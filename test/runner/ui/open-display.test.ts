import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { openDisplay, withoutRepeatedRetries, withTimeLeft } from "../../../runner/ui/open-display.ts";
import { fakeClock } from "../fakes.ts";

const counts = { active: 0, running: 1, succeeded: 0, failed: 0 };
const retry = (reason: string): RunEvent => ({ event: "retry", reason, delayMs: 500 });

describe("openDisplay", () => {
  it("prints one line without control sequences on a dumb terminal", () => {
    const shown = (TERM: string): string => {
      const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
      const terminal = { stdout: new PassThrough(), stderr, ask: undefined };
      const display = openDisplay(false, { terminal, clock: fakeClock(), env: { TERM } });
      display.emit({ event: "progress", total: 1, counts, elapsedMs: 0, nodes: { running: 1 } });
      display.close();
      return String(stderr.read());
    };
    assert(shown("xterm").includes("\u001B["));
    assert(!shown("dumb").includes("\u001B"));
    assert.equal(shown("dumb").split("\n").length, 2, "one line");
  });

  it("adds the time left to progress events", () => {
    const timed = withTimeLeft();
    const at = (elapsedMs: number, succeeded: number) => {
      const counts = { active: 38 - succeeded, running: 2, succeeded, failed: 0 };
      const event = timed({ event: "progress", total: 40, counts, elapsedMs });
      return event.event === "progress" ? event.leftMs : assert.fail();
    };
    assert.deepEqual([at(0, 0), at(10_000, 10), at(20_000, 20)], [undefined, 30_000, 20_000]);
    assert.deepEqual(timed(retry("busy")), retry("busy"));
  });

  it("prints a retry for the same reason once in 15 seconds", async () => {
    const seen: RunEvent[] = [];
    const clock = fakeClock();
    const display = {
      emit: (event: RunEvent) => void seen.push(event),
      say: () => {},
      pause: () => {},
      close: () => {},
    };
    const { emit } = withoutRepeatedRetries(display, clock);
    for (const reason of ["busy", "busy", "lost", "busy"]) emit(retry(reason));
    await clock.sleep(20_000, new AbortController().signal);
    emit(retry("busy"));
    assert.deepEqual(seen, ["busy", "lost", "busy"].map(retry));
  });
});
