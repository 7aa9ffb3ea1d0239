import assert from "node:assert/strict";
import { withoutEcho } from "../../../runner/cli/signal-echo.ts";

/** Returns the number of signals that are handled if they arrive at these times, in milliseconds. */
const handled = (times: readonly number[]): number => {
  let [count, now] = [0, 0];
  const onSignal = withoutEcho(
    () => count++,
    () => now,
  );
  for (now of times) onSignal();
  return count;
};

describe("signal echo", () => {
  for (const [title, times, count] of [
    ["one signal", [0], 1],
    ["a signal and the echo that npm sends", [0, 30], 1],
    ["an echo 499 ms later", [0, 499], 1],
    ["a second signal 500 ms later", [0, 500], 2],
    ["two signals, each with an echo", [0, 30, 900, 920], 2],
    ["a key that is held down", [0, 400, 700, 1000, 1300], 3],
  ] as const)
    it(`handles ${count} of ${title}`, () => assert.equal(handled(times), count));
});
