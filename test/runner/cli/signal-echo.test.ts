import assert from "node:assert/strict";
import { withoutEcho } from "../../../runner/cli/signal-echo.ts";

/** Returns the number of signals that are handled if they arrive at these times, in milliseconds. */
const answered = (times: readonly number[]): number => {
  let [count, now] = [0, 0];
  const signal = withoutEcho(
    () => count++,
    () => now,
  );
  for (now of times) signal();
  return count;
};

describe("signals: one Ctrl-C that npm passes on as well counts once", () => {
  it("one press", () => assert.equal(answered([0]), 1));
  it("one press with its echo", () => assert.equal(answered([0, 30]), 1));
  it("two presses, each with its echo", () => assert.equal(answered([0, 30, 900, 920]), 2));
  it("a key that is held down", () => assert.equal(answered([0, 400, 700, 1000, 1300]), 3));
});
