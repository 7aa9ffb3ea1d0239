import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import type { RunEvent } from "../../../runner/ui/events.ts";
import { liveDisplay } from "../../../runner/ui/live.ts";
import type { Progress } from "../../../runner/ui/progress-events.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { fakeClock } from "../fakes.ts";

const progress = (fields: Partial<Progress> = {}): Progress => ({
  event: "progress",
  total: 4,
  counts: { active: 2, running: 1, succeeded: 1, failed: 0 },
  elapsedMs: 1000,
  nodes: { running: 1 },
  ...fields,
});

const withEnv = async (variables: Record<string, string>, use: () => void): Promise<void> => {
  const before = { ...process.env };
  for (const name of ["NO_COLOR", "FORCE_COLOR", "NODE_DISABLE_COLORS"]) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    use();
  } finally {
    process.env = before;
  }
};

/** A terminal, and a function that returns the text written since its last call. */
const terminal = (columns = 80) => {
  // A real terminal derives its colour depth from the environment.
  const { getColorDepth } = WriteStream.prototype;
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns, getColorDepth });
  return { stream, got: () => String(stream.read() ?? "") };
};

describe("live display", () => {
  it("keeps showing nodes until they are queried again", () => {
    const { stream, got } = terminal();
    const display = liveDisplay(stream, fakeClock());
    display.emit(progress());
    got();
    display.emit(progress({ nodes: undefined, counts: { active: 0, running: 1, succeeded: 3, failed: 0 } }));
    display.say("a line that stays");
    const shown = stripVTControlCharacters(got());
    display.close();
    assert.match(shown, /3\/4/);
    assert.match(shown, /a line that stays\n[\s\S]*■/);
  });

  it("prints the lines and blocks of the snapshot on 80 columns", async () => {
    const { stream, got } = terminal();
    const clock = fakeClock();
    const display = liveDisplay(stream, clock);
    const frames: string[] = [];
    const emit = (event: RunEvent): void => {
      display.emit(event);
      frames.push(stripVTControlCharacters(got()).replaceAll("\r", "").trimEnd());
    };
    const counts = (active: number, running: number, succeeded: number) => ({
      counts: { active, running, succeeded, failed: 0 },
    });
    emit({ event: "environment", kind: "stack", name: "dev" });
    emit({ event: "planned", jobId: "w-1", workload: "w", tasks: 4, cached: 0, inputs: 4, bytes: 1200 });
    emit({ event: "uploading", done: 1, total: 4, bytes: 300, totalBytes: 1200 });
    emit({ event: "uploaded", sent: 4, bytes: 1200, present: 0 });
    emit({ event: "started", jobId: "w-1", poolId: "workers" });
    emit(
      progress({ ...counts(4, 0, 0), elapsedMs: 0, waiting: "nodes: 1 starting", nodes: { starting: 1 } }),
    );
    emit(progress({ ...counts(3, 1, 0), elapsedMs: 1000 }));
    emit(progress({ ...counts(2, 1, 1), elapsedMs: 3000, rate: 0.5, leftMs: 6000 }));
    emit({ event: "retry", reason: "Batch: ServerBusy: Busy.", delayMs: 1500 });
    emit(progress({ ...counts(0, 1, 3), elapsedMs: 7000, rate: 0.5, leftMs: 2000 }));
    display.close();
    await assertSnapshot("display/live", frames.join("\n--- next\n"));
  });

  it("counts the time left down, and elapsed times up, between events", async () => {
    const { stream, got } = terminal();
    const clock = fakeClock();
    const display = liveDisplay(stream, clock);
    const stragglers = [{ taskId: "t-1", label: "c.txt", elapsedMs: 60_000 }];
    display.emit(progress({ leftMs: 60_000, usualMs: 1000, stragglers }));
    assert.match(stripVTControlCharacters(got()), /about 1m left[\s\S]*c\.txt 1m,/);
    await clock.sleep(20_000, new AbortController().signal);
    display.say("a line");
    assert.match(stripVTControlCharacters(got()), /21\.0 s, about 40 s left[\s\S]*c\.txt 1m 20s,/);
    display.close();
  });

  it("writes nothing if the progress hasn't changed", () => {
    const { stream, got } = terminal();
    const display = liveDisplay(stream, fakeClock());
    display.emit(progress());
    assert.notEqual(got(), "");
    display.emit(progress());
    assert.equal(got(), "");
    display.close();
  });

  it("prints colours with FORCE_COLOR, and none with NO_COLOR", async () => {
    const shown = (): string => {
      const { stream, got } = terminal();
      const display = liveDisplay(stream, fakeClock());
      display.emit(progress());
      const text = got();
      display.close();
      return text;
    };
    const green = "\u001B[32m";
    await withEnv({ FORCE_COLOR: "1" }, () => assert(shown().includes(green)));
    await withEnv({ NO_COLOR: "1", TERM: "xterm-256color" }, () => assert(!shown().includes(green)));
  });

  it("erases every wrapped line after the terminal becomes narrower", () => {
    const { stream, got } = terminal(80);
    const display = liveDisplay(stream, fakeClock());
    display.emit(progress());
    const [bar = "", ...others] = stripVTControlCharacters(got()).trimEnd().split("\n");
    assert.deepEqual([bar.length, others.length], [79, 2]);
    stream.columns = 40;
    display.emit(progress());
    const again = got();
    display.close();
    // On the narrow terminal the bar takes two lines, and each other line one.
    assert(again.startsWith("\u001B[4A\r\u001B[J"), JSON.stringify(again.slice(0, 20)));
    for (const line of stripVTControlCharacters(again).split("\n")) assert(line.trim().length < 40, line);
  });

  it("wraps a step at blanks in a narrow terminal", () => {
    const { stream, got } = terminal(40);
    const display = liveDisplay(stream, fakeClock());
    display.emit({
      event: "hashing",
      files: 3,
      bytes: 208e6,
      totalBytes: 360e6,
      bytesPerSecond: 180e6,
      leftMs: 900,
    });
    const shown = stripVTControlCharacters(got());
    assert.match(shown, /180 MB\/s/);
    for (const line of shown.split(/\r?\n/)) assert(line.length < 40, line);
    display.close();
  });
});
