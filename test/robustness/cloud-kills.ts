import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { killCloud } from "./cloud-kill.ts";
import { createRandom } from "./random.ts";

// `npm run cloud-kills -- --kills 50 --seed 1`: all processes of a local cloud are killed at random moments while runs are submitted.
const { kills, seed } = new Command("npm run cloud-kills --")
  .option("--kills <number>", "number of kills", "50")
  .option("--seed <number>", "seed of the moments", "1")
  .parse()
  .opts<{ kills: string; seed: string }>();

const folder = await mkdtemp(join(tmpdir(), "cloud-kills-"));
try {
  const result = await killCloud({
    folder,
    kills: Number(kills),
    random: createRandom(Number(seed), "cloud-kills"),
    onKill: (number) => process.stderr.write(`${number} of ${kills} kills\n`),
  });
  for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
  console.log(`kills of the whole cloud: ${result.kills}, ${result.duringStart} of them while it started`);
  console.log(`processes that were killed: ${result.processes}`);
  console.log(
    `runs: ${result.submitted} submitted, ${result.acknowledged} acknowledged, ${result.succeeded} of these with exit code 0`,
  );
  console.log(
    `acknowledged runs that are lost, can't be resumed or have wrong outputs: ${result.problems.length}`,
  );
  process.exitCode = result.problems.length === 0 && result.acknowledged > 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
