import assert from "node:assert/strict";
import { downloadProgress } from "../../../runner/run/download-progress.ts";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { fakeClock } from "../fakes.ts";

describe("downloadProgress", () => {
  it("emits bytes that arrive after the end of the job, also of files that were being downloaded", async () => {
    const clock = fakeClock();
    const seen: RunEvent[] = [];
    const { emit, meter } = downloadProgress((event) => void seen.push(event), clock);
    const wait = () => clock.sleep(2000, new AbortController().signal);
    const progress = (running: number): void =>
      emit({
        ...{ event: "progress", total: 1, elapsedMs: 0 },
        counts: { active: 0, running, succeeded: 1 - running, failed: 0 },
      });
    emit({ event: "started", jobId: "j", poolId: "p" });
    const part = meter.part();
    progress(1);
    await wait();
    part(1000);
    progress(0);
    part(1100);
    await wait();
    part(5000);
    assert.deepEqual(
      seen.filter(({ event }) => event === "downloading"),
      [
        {
          event: "downloading",
          files: 0,
          bytes: 4000,
          totalBytes: undefined,
          bytesPerSecond: 2000,
          leftMs: undefined,
        },
      ],
    );
  });
});
