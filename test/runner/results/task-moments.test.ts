import assert from "node:assert/strict";
import { recordOfStart, taskTimes } from "../../../runner/results/task-moments.ts";
import type { UsageRecord } from "../../../runner/results/usage-record.ts";

const epoch = Date.UTC(2026, 0, 1);

/** Moment as Date and in ISO 8601: seconds after the tests' epoch. */
const at = (seconds: number): Date => new Date(epoch + seconds * 1000);
const iso = (seconds: number): string => at(seconds).toISOString();

const done = {
  state: "completed",
  ...{ creationTime: at(0), startTime: at(10), endTime: at(30), stateTransitionTime: at(31) },
} as const;

const attempt = (start: number, end?: number, exitCode?: number) => ({
  startMs: epoch + start * 1000,
  endMs: end === undefined ? undefined : epoch + end * 1000,
  exitCode,
});

const recordOf = (...attempts: UsageRecord["attempts"]): UsageRecord => ({ attempts, usage: {} });

/** Seconds of the program's start and end. */
const program = (...attempts: UsageRecord["attempts"]) => {
  const { programStartedAt, endedAt } = taskTimes(done, recordOf(...attempts));
  return [programStartedAt, endedAt].map((each) => each && (Date.parse(each) - epoch) / 1000);
};

describe("results/task-moments", () => {
  it("returns Batch's moments and those of the node", () => {
    assert.deepEqual(taskTimes(done, recordOf(attempt(12, 25, 0))), {
      queuedAt: iso(0),
      startedAt: iso(10),
      programStartedAt: iso(12),
      endedAt: iso(25),
      attempts: undefined,
      uploadedAt: iso(31),
    });
  });

  it("returns Batch's moments of a task without a record", () => {
    const times = { queuedAt: iso(0), startedAt: iso(10), uploadedAt: iso(31) };
    assert.deepEqual(taskTimes(done, undefined), times);
  });

  it("lists attempts if there were several", () => {
    const { attempts } = taskTimes(done, recordOf(attempt(12, 20, 1), attempt(20, 25, 0)));
    assert.deepEqual(attempts, [
      { startedAt: iso(12), endedAt: iso(20), exitCode: 1 },
      { startedAt: iso(20), endedAt: iso(25), exitCode: 0 },
    ]);
  });

  it("has no end of a program that was ended with its task", () => {
    const { programStartedAt, endedAt, attempts } = taskTimes(
      done,
      recordOf(attempt(12, 20, 1), attempt(21)),
    );
    assert.deepEqual([programStartedAt, endedAt, attempts?.length], [iso(12), undefined, 1]);
  });

  it("shifts the moments of a node whose clock differs from Batch's", () => {
    assert.deepEqual(program(attempt(7, 17, 0)), [10, 20]);
    assert.deepEqual(program(attempt(40, 50, 0)), [21, 31]);
    assert.deepEqual(program(attempt(0, 100, 0)), [10, 31]);
    assert.deepEqual(program(attempt(100, 200, 0)), [10, 31]);
  });

  it("ignores a record of an earlier start of the task", () => {
    const record = recordOf(attempt(-60, -40, 0));
    assert.equal(recordOfStart(done, record), undefined);
    assert.equal(recordOfStart({}, record), record);
    const early = recordOf(attempt(5, 6, 0));
    assert.equal(recordOfStart(done, early), early);
  });
});
