import assert from "node:assert/strict";
import { runList, runListTsv } from "../../../../runner/commands/ls/run-list-text.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";

const run = { workload: "w", createdAt: "2026-11-23T10:00:00.000Z" } as const;
const counts = { active: 5, running: 4, succeeded: 90, failed: 1 };
const one = { active: 0, running: 0, succeeded: 1, failed: 0 };
const runs = [
  { ...run, jobId: "w-1", state: "running", counts },
  { ...run, jobId: "longer-2", state: "succeeded", counts: one, elapsedMs: 62_000 },
] as const;
const now = new Date("2026-11-23T10:05:12Z");
const plain = { now, paint: (_: string, text: string) => text, width: 200 };

describe("run list", () => {
  it("prints the table of the snapshot", () => assertSnapshot("ls/list", runList(runs, plain)));

  it("shows each run's id, state, completed tasks, failures, age and duration", () => {
    const [, ...rows] = runList(runs, plain).split("\n");
    assert.deepEqual(
      rows.map((row) => row.split(/ {2,}/)),
      [
        ["w-1", "running", "91/100", "1", "5m 12s", "-"],
        ["longer-2", "succeeded", "1/1", "-", "5m 12s", "1m 02s"],
      ],
    );
  });

  it("aligns the cells of a column whatever their colour", () => {
    const painted = runList(runs, { ...plain, paint: (_, text) => `*${text}` }).split("\n");
    assert.deepEqual(
      painted.map((line) => line.replace("*", "")),
      runList(runs, plain).split("\n"),
    );
    assert.match(painted[1] ?? "", /\*running /);
  });

  it("prints tab-separated values for other programs", () =>
    assert.equal(
      runListTsv(runs),
      [
        "run\tworkload\tstate\tdone\ttasks\tfailed\tcreated\tseconds",
        "w-1\tw\trunning\t91\t100\t1\t2026-11-23T10:00:00.000Z\t",
        "longer-2\tw\tsucceeded\t1\t1\t0\t2026-11-23T10:00:00.000Z\t62",
        "",
      ].join("\n"),
    ));

  it("shortens workloads of long ids to the width of a terminal, and keeps the end of the id", () => {
    const jobId = "statistics-of-every-text-in-the-library-20261123-100000-k3x9";
    const long = [{ ...runs[0], jobId }];
    const shown = runList(long, { ...plain, width: 80 });
    assert(
      shown.split("\n").every(({ length }) => length <= 80),
      shown,
    );
    assert.match(shown, /^statistics-of-.*…-20261123-100000-k3x9 /m);
    assert(runList(long, plain).includes(jobId));
  });
});
