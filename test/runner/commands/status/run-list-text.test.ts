import assert from "node:assert/strict";
import { runList } from "../../../../runner/commands/status/run-list-text.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";

const run = { workload: "w", createdAt: "2026-11-23T10:00:00.000Z" } as const;
const counts = { active: 5, running: 4, succeeded: 90, failed: 1 };
const one = { active: 0, running: 0, succeeded: 1, failed: 0 };
const runs = [
  { ...run, jobId: "w-1", state: "running", counts },
  { ...run, jobId: "longer-2", state: "succeeded", counts: one },
] as const;
const now = new Date("2026-11-23T10:05:12Z");

describe("run list", () => {
  it("prints the table of the snapshot", () =>
    assertSnapshot(
      "status/list",
      runList(runs, now, (_, text) => text),
    ));

  it("shows each run's id, state, completed tasks, failures, age and workload", () => {
    const [, ...rows] = runList(runs, now, (_, text) => text).split("\n");
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/)),
      [
        ["w-1", "running", "91/100", "1", "5m 12s", "w"],
        ["longer-2", "succeeded", "1/1", "-", "5m 12s", "w"],
      ],
    );
  });

  it("aligns the cells of a column whatever their colour", () => {
    const lines = runList(runs, now, (_, text) => `*${text}`).split("\n");
    assert.equal(new Set(lines.map((line) => line.replace("*", "").lastIndexOf("w"))).size, 1);
    assert.match(lines[1] ?? "", /\*running /);
  });
});
