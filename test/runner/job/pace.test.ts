import assert from "node:assert/strict";
import { type Pace, type PaceMeter, type PaceOptions, paceMeter } from "../../../runner/job/pace.ts";
import { randomNumbers, simulateJob } from "./simulate-job.ts";

type Moment = readonly [seconds: number, active: number, running: number, done: number];

const secondsEach = (count: number, seconds: number): number[] =>
  Array.from({ length: count }, () => seconds * 1000);

/** Returns the meter after these moments. Each completed task took `seconds`. */
const meterOf = (moments: readonly Moment[], seconds = 60, options: PaceOptions = {}): PaceMeter => {
  const pace = paceMeter(options);
  let before = 0;
  for (const [at, active, running, done] of moments) {
    pace.add({ ms: at * 1000, active, running, done, durations: secondsEach(done - before, seconds) });
    before = done;
  }
  return pace;
};

const paceAt = (moments: readonly Moment[], at: number, options?: PaceOptions): Pace =>
  meterOf(moments, 60, options).at(at * 1000);

const leftAt = (moments: readonly Moment[], at: number, options?: PaceOptions): number | undefined => {
  const { leftMs } = paceAt(moments, at, options);
  return leftMs === undefined ? undefined : Math.round(leftMs / 1000);
};

describe("pace", () => {
  const waves: Moment[] = [
    [0, 12, 0, 0],
    [100, 8, 4, 0],
    [160, 4, 4, 4],
  ];

  it("estimates the time left of tasks that run in waves, and counts it down between completions", () => {
    assert.deepEqual(
      [160, 180, 219].map((at) => leftAt(waves, at)),
      [120, 100, 61],
    );
  });

  it("ignores the time before the first task ran", () => {
    assert.equal(paceAt(waves, 160).rate, 4 / 60);
  });

  it("returns no time left until as many tasks have completed as run at a time", () => {
    const begun: Moment[] = [...waves.slice(0, 2), [110, 8, 3, 1]];
    assert.deepEqual(paceAt(begun, 110), { rate: 0.1, leftMs: undefined, usualMs: 60_000 });
    assert.equal(leftAt(waves.slice(0, 2), 100), undefined);
  });

  it("uses the duration of earlier runs until tasks complete", () => {
    assert.equal(leftAt(waves.slice(0, 2), 100, { priorMs: 60_000 }), 180);
  });

  it("adds the duration of a task that waits for all others", () => {
    const merge: Moment[] = [
      [0, 5, 4, 0],
      [60, 1, 4, 4],
    ];
    assert.equal(leftAt(merge, 60, { depth: 2 }), 120);
  });

  it("returns no time left while a task takes longer than all before", () => {
    const last: Moment[] = [...waves, [220, 0, 4, 8], [400, 0, 1, 11]];
    assert.equal(leftAt(last, 400), undefined);
  });

  it("ignores old completions: after a pool grows tenfold, the rate is tenfold", () => {
    const slow = Array.from({ length: 30 }, (_, i): Moment => [i * 10, 1000 - i, 1, i]);
    const fast = Array.from({ length: 150 }, (_, i): Moment => [300 + i, 970 - i, 1, 30 + i]);
    assert.equal(Math.round((paceAt([...slow, ...fast], 449).rate ?? 0) * 100), 100);
  });

  it("keeps the few completions of a slow job", () => {
    const slow = Array.from({ length: 8 }, (_, i): Moment => [i * 300, 20 - i, 1, i]);
    assert.equal(Math.round(1 / (paceAt(slow, 2100).rate ?? 0)), 300);
  });

  it("measures a job of 100,000 tasks in bounded time", () => {
    const pace = paceMeter();
    for (let i = 0; i <= 1000; i++) {
      const durations = secondsEach(i === 0 ? 0 : 100, 0.25);
      pace.add({ ms: i * 25_000, active: 100_000 - i * 100, running: 1, done: i * 100, durations });
    }
    assert.equal(pace.at(25_000_000).rate, 4);
  });
});

/** Durations in milliseconds. */
const distributions: Readonly<Record<string, (random: () => number) => number>> = {
  constant: () => 20_000,
  "within 20%": (random) => 20_000 * (0.8 + 0.4 * random()),
  exponential: (random) => -20_000 * Math.log(1 - random()),
  "heavy tail": (random) => Math.min(1_000_000, 10_000 * (1 - random()) ** (-1 / 1.5)),
  "two classes": (random) => (random() < 0.1 ? 100_000 : 10_000),
};

interface Quality {
  /** Median of the error of estimates at half and at 75% of the run, as a share of the run's duration. */
  readonly error: number;
  /** Largest change of the estimated end between two polls, as a share of the run's duration; the median of all runs. */
  readonly jump: number;
  /** Share of the second half of a run without an estimate. */
  readonly unknown: number;
}

/** Returns the quality of the estimates in 12 random jobs. */
const qualityOf = (duration: (random: () => number) => number, mergeMs?: number): Quality => {
  const runs = Array.from({ length: 12 }, (_, seed) => {
    const random = randomNumbers(seed * 7919);
    const tasks = Array.from({ length: 200 }, () => ({ ms: duration(random) }));
    const merge = mergeMs === undefined ? [] : [{ ms: mergeMs, isLast: true }];
    return measure(simulateJob({ tasks: [...tasks, ...merge], slots: 8, readyMs: 60_000 }), {
      depth: 1 + merge.length,
    });
  });
  return {
    error: median(runs.flatMap(({ errors }) => errors)),
    jump: median(runs.map(({ jump }) => jump)),
    unknown: median(runs.map(({ unknown }) => unknown)),
  };
};

const measure = ({ samples, endMs }: ReturnType<typeof simulateJob>, options: PaceOptions) => {
  const pace = paceMeter(options);
  const errors: number[] = [];
  let [jump, unknownPolls, laterPolls] = [0, 0, 0];
  let before: { readonly ms: number; readonly end?: number | undefined } = { ms: 0 };
  for (const sample of samples) {
    pace.add(sample);
    const { leftMs } = pace.at(sample.ms);
    assert(leftMs === undefined || leftMs >= 0);
    const end = leftMs === undefined ? undefined : sample.ms + leftMs;
    const hasPassed = (share: number): boolean => before.ms < endMs * share && sample.ms >= endMs * share;
    if (end !== undefined && (hasPassed(0.5) || hasPassed(0.75))) errors.push(Math.abs(end - endMs) / endMs);
    if (end !== undefined && before.end !== undefined)
      jump = Math.max(jump, Math.abs(end - before.end) / endMs);
    if (sample.ms > endMs / 2) {
      laterPolls += 1;
      if (end === undefined) unknownPolls += 1;
    }
    before = { ms: sample.ms, end };
  }
  return { errors, jump, unknown: unknownPolls / laterPolls };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? assert.fail("no values");

describe("pace of simulated jobs of 200 tasks on 8 slots", () => {
  /** Limits of the error, the jump and the unknown share. */
  const limits: Readonly<Record<string, readonly [number, number, number]>> = {
    constant: [0.02, 0.02, 0.02],
    "within 20%": [0.03, 0.02, 0.01],
    exponential: [0.1, 0.05, 0.05],
    "heavy tail": [0.3, 0.06, 0.3],
    "two classes": [0.15, 0.1, 0.05],
  };
  for (const [name, duration] of Object.entries(distributions)) {
    for (const mergeMs of [undefined, 30_000])
      it(`${name}${mergeMs === undefined ? "" : ", and a merge at the end"}: small errors and no jumps`, () => {
        const { error, jump, unknown } = qualityOf(duration, mergeMs);
        const [mostError, mostJump, mostUnknown] = limits[name] ?? assert.fail(name);
        const found = JSON.stringify({ error, jump, unknown });
        assert(error <= mostError && jump <= mostJump && unknown <= mostUnknown, found);
      });
  }
});
