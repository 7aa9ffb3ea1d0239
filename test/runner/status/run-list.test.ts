import assert from "node:assert/strict";
import { runList } from "../../../runner/status/run-list.ts";

describe("status/run-list", () => {
  it("has a line for each run, in columns", () => {
    const run = { workload: "w", createdAt: "2026-11-23T10:00:00.000Z" } as const;
    const shown = runList(
      [
        {
          ...run,
          jobId: "w-1",
          state: "running",
          counts: { active: 5, running: 4, succeeded: 90, failed: 1 },
        },
        {
          ...run,
          jobId: "longer-2",
          state: "succeeded",
          counts: { active: 0, running: 0, succeeded: 1, failed: 0 },
        },
      ],
      new Date("2026-11-23T10:05:12Z"),
      (state, text) => `<${state}>${text}`,
    );
    assert.equal(
      shown,
      [
        "run       state        done  failed  age     workload",
        "w-1       <running>running    91/100       1  5m 12s  w",
        "longer-2  <succeeded>succeeded     1/1       -  5m 12s  w",
      ].join("\n"),
    );
  });
});
