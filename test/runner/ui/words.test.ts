import assert from "node:assert/strict";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { stepWords, tallyWords, words } from "../../../runner/ui/words.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const planned = { event: "planned", jobId: "job-1", workload: "top-words", tasks: 3, inputs: 1 } as const;

/** Every event with words, with each variant of its words. */
const events: readonly RunEvent[] = [
  { event: "environment", kind: "local cloud", name: "local cloud" },
  { event: "environment", kind: "stack", name: "dev" },
  { event: "environment", kind: "file", name: "outputs.json" },
  { ...planned, cached: 0, bytes: 54_212 },
  { ...planned, cached: 0, inputs: 0, bytes: 0 },
  { ...planned, cached: 2, bytes: 54_212 },
  { ...planned, cached: 3, bytes: 54_212 },
  { event: "resumed", jobId: "job-1", workload: "top-words", tasks: 3 },
  { event: "hashing", files: 4, bytes: 157e6, totalBytes: 640e6 },
  { event: "hashing", files: 1, bytes: 157e6, totalBytes: 640e6, bytesPerSecond: 1.2e9, leftMs: 400 },
  { event: "uploading", done: 12, total: 200, bytes: 0, totalBytes: 9_340_000 },
  {
    event: "uploading",
    done: 2,
    total: 4,
    bytes: 157e6,
    totalBytes: 640e6,
    bytesPerSecond: 42e6,
    leftMs: 11_500,
  },
  { event: "uploading", done: 0, total: 1, bytes: 2e6, totalBytes: 640e9, bytesPerSecond: 0 },
  { event: "uploaded", sent: 1, bytes: 12, present: 2 },
  { event: "uploaded", sent: 3, bytes: 1200, present: 0 },
  { event: "uploaded", sent: 0, bytes: 0, present: 1 },
  { event: "uploaded", sent: 0, bytes: 0, present: 2 },
  { event: "started", jobId: "job-1", poolId: "workers" },
  { event: "downloading", files: 1, bytes: 12 },
  { event: "downloading", files: 12, bytes: 157e6, bytesPerSecond: 4.2e6 },
  { event: "removing", step: "reading", done: 5 },
  { event: "removing", step: "listing", done: 500 },
  { event: "removing", step: "removing", done: 30, total: 70 },
  { event: "retry", reason: "Batch: ServerBusy: Busy.", delayMs: 1500 },
  { event: "reactivated", taskId: "t-1", code: "DiskFull", message: "No space left." },
  { event: "reactivated", taskId: "t-1" },
  { event: "deleted", jobId: "job-1" },
  { event: "cancelled", jobId: "job-1" },
];

describe("words", () => {
  it("of each event match the snapshot", () =>
    assertSnapshot(
      "display/events",
      events
        .map((event) => `${event.event}: ${words(event) ?? stepWords(event) ?? assert.fail()}`)
        .join("\n"),
    ));

  it("of a tally match the snapshot", () => {
    const tallies = [
      { succeeded: 1, failed: 0 },
      { succeeded: 3, failed: 2 },
      { succeeded: 3, failed: 2, notRun: 1 },
      { succeeded: 3, failed: 2, notRun: 2 },
    ];
    return assertSnapshot("display/tallies", tallies.map((tally) => tallyWords(tally)).join("\n"));
  });

  it("omit an upload of no files", () =>
    assert.equal(words({ event: "uploaded", sent: 0, bytes: 0, present: 0 }), undefined));
});
