import assert from "node:assert/strict";
import { calm } from "../../../runner/display/open-display.ts";
import type { RunEvent } from "../../../runner/events.ts";
import { fakeClock } from "../fakes.ts";

const retry = (reason: string): RunEvent => ({ event: "retry", reason, delayMs: 500 });

describe("display/open-display", () => {
  it("says a trouble that many calls meet once in a while", async () => {
    const seen: RunEvent[] = [];
    const clock = fakeClock();
    const display = {
      emit: (event: RunEvent) => void seen.push(event),
      say: () => {},
      pause: () => {},
      close: () => {},
    };
    const { emit } = calm(display, clock);
    for (const reason of ["busy", "busy", "lost", "busy"]) emit(retry(reason));
    await clock.sleep(20_000, new AbortController().signal);
    emit(retry("busy"));
    assert.deepEqual(seen, ["busy", "lost", "busy"].map(retry));
  });
});
