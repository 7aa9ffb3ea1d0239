import { Command } from "commander";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { runKillMatrix } from "./kill-run.ts";

// `npm run kill-matrix -- --kills 200 --seed 1`: kills a service under load repeatedly and checks that nothing is lost.
const { kills, seed, pace } = new Command("npm run kill-matrix --")
  .option("--kills <number>", "number of kills", "200")
  .option("--seed <number>", "seed of the moments and tasks", "1")
  .option("--pace <pace>", "pace of the service, such as azure/10", "instant")
  .parse()
  .opts<{ kills: string; seed: string; pace: string }>();

await withTemporaryFolder(async (dir) => {
  const onKill = (number: number) => {
    if (number % 10 === 0) process.stderr.write(`${number} kills\n`);
  };
  const { problems, ...figures } = await runKillMatrix({
    dir,
    kills: Number(kills),
    seed: Number(seed),
    pace,
    onKill,
  });
  console.log(JSON.stringify(figures, undefined, 2));
  for (const problem of problems.slice(0, 50)) console.log(`PROBLEM ${problem}`);
  console.log(problems.length === 0 ? "Nothing was lost." : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
});
