import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { openDisplay, withoutRepeatedRetries } from "../../../runner/ui/open-display.ts";
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
