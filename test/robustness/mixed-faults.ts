import { Command } from "commander";
import pMap from "p-map";
import { type MixedRun, runMixed } from "./mixed-run.ts";

// `npm run mixed-faults -- --runs 100 --seed 1`: runs of 40 tasks, each on a local cloud with other faults; each report is compared
// with the expected results. Run N of seed S is run 1 of seed S + N - 1.
const { runs, seed, parallel } = new Command("npm run mixed-faults --")
  .option("--runs <number>", "number of runs", "100")
  .option("--seed <number>", "seed of the tasks and faults", "1")
  .option("--parallel <number>", "number of runs at a time", "2")
  .parse()
  .opts<{ runs: string; seed: string; parallel: string }>();

const problems = ["crashes", "hangs", "falseSuccesses", "falseFailures"] as const;

const runOne = async (number: number): Promise<MixedRun> => {
  const start = performance.now();
  const run = await runMixed(number);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  const { hits, commands, failedByFaults, folder } = run;
  process.stderr.write(
    `seed ${number}: ${hits.length} faults, ${commands} commands, ${failedByFaults.length} tasks failed by faults, ${seconds} s\n`,
  );
  for (const problem of problems)
    for (const text of run[problem]) console.log(`PROBLEM seed ${number}: ${problem}: ${text} (${folder})`);
  return run;
};

const seeds = Array.from({ length: Number(runs) }, (_, i) => Number(seed) + i);
const all = await pMap(seeds, runOne, { concurrency: Number(parallel) });
const sum = (of: (run: MixedRun) => number): number => all.reduce((total, run) => total + of(run), 0);
/** Counts each text. */
const tally = (texts: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    Array.from(
      Map.groupBy(texts, (text) => text),
      ([text, same]) => [text, same.length],
    ),
  );
const figures = {
  runs: all.length,
  tasks: sum(({ tasks }) => tasks),
  faults: tally(all.flatMap(({ hits }) => hits)),
  commands: sum(({ commands }) => commands),
  crashes: sum(({ crashes }) => crashes.length),
  hangs: sum(({ hangs }) => hangs.length),
  falseSuccesses: sum(({ falseSuccesses }) => falseSuccesses.length),
  falseFailures: sum(({ falseFailures }) => falseFailures.length),
  failedByFaults: tally(all.flatMap(({ failedByFaults }) => failedByFaults)),
  failedByFaultsAfterFurtherSubmits: sum(({ unfinished }) => unfinished),
};
console.log(JSON.stringify(figures, undefined, 2));
process.exitCode = problems.every((problem) => figures[problem] === 0) ? 0 : 1;
