import { Command } from "commander";
import { leaveCi } from "../helpers/leave-ci.ts";
import { startTestCloud } from "../runner/local-cloud.ts";
import { oddInputs } from "./odd-inputs.ts";
import { oddOutputs } from "./odd-outputs.ts";
import { createRandom, type Random } from "./random.ts";
import { randomName } from "./random-name.ts";

leaveCi();

// `npm run odd-names -- --count 10000 --seed 1`: random file names of all bytes that Linux allows, as outputs in a declared folder and as
// inputs. Each must arrive under its name or be named in an error.
const { count, seed } = new Command("npm run odd-names --")
  .option("--count <number>", "number of names", "10000")
  .option("--seed <number>", "seed of the names", "1")
  .parse()
  .opts<{ count: string; seed: string }>();

const distinct = (random: Random, make: (random: Random) => Buffer): Buffer[] => {
  const found = new Map<string, Buffer>();
  while (found.size < Number(count)) {
    const name = make(random);
    // Names that differ only in invalid bytes look the same in a message.
    found.set(name.toString(), name);
  }
  return [...found.values()];
};

/** Returns a name, one time in five with a folder of another random name. */
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
    console.log(`${kind}: ${arrived} arrived under their names, ${named} named in an error, ${lost} lost`);
    if (problems.length > 0 || lost > 0) process.exitCode = 1;
  }
} finally {
  await cloud.close();
}
