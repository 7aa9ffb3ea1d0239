import assert from "node:assert/strict";
import { bytes } from "../../../runner/display/amounts.ts";
import { words } from "../../../runner/display/words.ts";
import type { RunEvent } from "../../../runner/events.ts";

const says = (event: RunEvent, text: string) => () => assert.equal(words(event), text);
const size = (count: number, text: string) => () => assert.equal(bytes(count), text);

describe("display/words", () => {
  it(
    "a plan",
    says(
      { event: "planned", jobId: "j", workload: "top-words", tasks: 3, cached: 0, inputs: 1, bytes: 54_212 },
      "top-words: 3 tasks on 1 file (54.2 kB)",
    ),
  );
  it(
    "a plan without files",
    says(
      { event: "planned", jobId: "j", workload: "best-point", tasks: 201, cached: 0, inputs: 0, bytes: 0 },
      "best-point: 201 tasks",
    ),
  );
  it(
    "an upload",
    says(
      { event: "uploaded", sent: 1, bytes: 12, present: 2 },
      "Uploaded 1 file (12 B), 2 already in storage",
    ),
  );
  it(
    "an upload of nothing",
    says({ event: "uploaded", sent: 0, bytes: 0, present: 2 }, "All 2 files are already in storage"),
  );
  it(
    "a retry",
    says(
      { event: "retry", reason: "Batch: ServerBusy: Busy.", delayMs: 1500 },
      "Batch: ServerBusy: Busy; trying again",
    ),
  );

  it(
    "a reactivation",
    says(
      { event: "reactivated", taskId: "t-1", code: "DiskFull", message: "No space left." },
      "Task t-1: DiskFull: No space left; running it again",
    ),
  );

  it("bytes", size(999, "999 B"));
  it("thousands", size(1000, "1.0 kB"));
  it("never 1000.0 kB", size(999_960, "1.0 MB"));
  it("a lot", size(5e15, "5000.0 TB"));
});
