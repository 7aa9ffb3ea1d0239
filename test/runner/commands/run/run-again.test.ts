import assert from "node:assert/strict";
import { runAgain } from "../../../../runner/commands/run/run-again.ts";

const words = (command: string, flags: Partial<Parameters<typeof runAgain>[0]["flags"]> = {}) =>
  runAgain({ command, inputs: [], flags: { maxTasks: "100000", timeout: "20m", out: "out", ...flags } });

describe("runner/commands/run/run-again", () => {
  it("repeats the options that decide about tasks, and those of the run", () => {
    assert.deepEqual(words("fit {a}", { tasks: "p.csv", delimiter: ";", encoding: "latin1" }).slice(2), [
      ...["--tasks", "p.csv", "--delimiter", ";", "--encoding", "latin1"],
    ]);
    const others = { taskTimeout: "1h", taskName: "{/}", maxFails: "3" };
    assert.deepEqual(words("wc {}", others).slice(2), [
      ...["--task-timeout", "1h", "--task-name", "{/}", "--max-fails", "3"],
    ]);
  });

  it("leaves out what may be secret or is too long", () => {
    assert.deepEqual(words("wc {}", { env: ["KEY=secret"] }), ["run", "wc {}", "…"]);
    assert.deepEqual(words(`wc ${"x".repeat(100)}`), ["run", "…", "…"]);
    assert.deepEqual(words("wc {}\nls"), ["run", "…", "…"]);
  });
});
