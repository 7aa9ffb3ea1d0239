import { Command } from "commander";
import { leaveCi } from "../helpers/leave-ci.ts";
import { startTestCloud } from "../runner/local-cloud.ts";
import { oddInputs } from "./odd-inputs.ts";
import { oddOutputs } from "./odd-outputs.ts";
import { createRandom, type Random } from "./random.ts";
import { randomName } from "./random-name.ts";

leaveCi();

// `npm run odd-names -- --count 10000 --seed 1`: random file names of all bytes that Linux takes, written by tasks below a declared
// folder, and as inputs. Each must arrive under its own name or be named in a failure.
const { count, seed } = new Command("npm run odd-names --")
  .option("--count <number>", "names", "10000")
  .option("--seed <number>", "other names", "1")
  .parse()
  .opts<{ count: string; seed: string }>();

const distinct = (random: Random, make: (random: Random) => Buffer): Buffer[] => {
  const found = new Map<string, Buffer>();
  while (found.size < Number(count)) {
    const name = make(random);
    // Two that differ in invalid bytes only look the same in a message.
    found.set(name.toString(), name);
  }
  return [...found.values()];
};

/** Every fifth is in a folder, which has such a name too. */
const randomPath = (random: Random): Buffer =>
  random.chance(0.2)
    ? Buffer.concat([randomName(random), Buffer.from("/"), randomName(random)])
    : randomName(random);

const cloud = await startTestCloud();
try {
  const results = {
    outputs: await oddOutputs(cloud, distinct(createRandom(Number(seed), "outputs"), randomPath)),
    inputs: await oddInputs(cloud, distinct(createRandom(Number(seed), "inputs"), randomName)),
  };
  for (const [kind, { counts, problems }] of Object.entries(results)) {
    for (const problem of problems) console.log(`PROBLEM ${kind}: ${problem}`);
    const { arrived, named, lost } = counts;
    console.log(
      `${kind}: ${arrived} arrived under their own names, ${named} named in a failure, ${lost} lost`,
    );
    if (problems.length > 0 || lost > 0) process.exitCode = 1;
  }
} finally {
  await cloud.close();
}
