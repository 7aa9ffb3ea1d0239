import assert from "node:assert/strict";
import { submitWords } from "../../../runner/run/submit-words.ts";

describe("submitWords", () => {
  it("repeats inputs, options and task arguments", () =>
    assert.deepEqual(
      submitWords({
        workload: "w",
        inputs: ["/home/user/projects/measurements/2026-11/*.csv"],
        requirements: "r.txt",
        retries: 0,
        maxFails: "5%",
        args: ["--top", "3"],
      }).join(" "),
      "submit w --input /home/user/projects/measurements/2026-11/*.csv --requirements r.txt --retries 0 --max-fails 5% -- --top 3",
    ));

  it("shortens a glob that the shell has expanded, and arguments that span lines", () => {
    const inputs = Array.from({ length: 30 }, (_, i) => `texts/${i}.txt`);
    assert.deepEqual(submitWords({ workload: "w", inputs, args: ["a\nb"] }), [
      ...["submit", "w", "--input", "…", "--", "…"],
    ]);
  });
});
