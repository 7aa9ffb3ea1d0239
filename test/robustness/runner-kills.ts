import { Command } from "commander";
import { plural } from "../../runner/display/amounts.ts";
import { startTestCloud } from "../runner/local-cloud.ts";
import { createRandom } from "./random.ts";
import { killRunner, type Moment } from "./runner-kill.ts";

// `npm run runner-kills -- --kills 100 --seed 1`: a runner is killed after each answer that it gets, then at so many random
// moments; each time another one, elsewhere, must bring its run to an end.
const { kills, seed } = new Command("npm run runner-kills --")
  .option("--kills <number>", "how often the runner is killed at a random moment", "100")
  .option("--seed <number>", "other moments", "1")
  .parse()
  .opts<{ kills: string; seed: string }>();

const cloud = await startTestCloud();
const left: Record<string, number> = { nothing: 0, plan: 0, job: 0, "nothing to kill": 0 };
const problems: string[] = [];
const kill = async (moment: Moment, name: string): Promise<{ killed: boolean; livedMs: number }> => {
  const result = await killRunner(cloud, moment, `${name}s${seed}`);
  process.stderr.write(`${name}: ${result.killed ? `killed, left: ${result.left}` : "it had ended"}\n`);
  left[result.killed ? result.left : "nothing to kill"]! += 1;
  for (const problem of result.problems) problems.push(`killed ${JSON.stringify(moment)}: ${problem}`);
  return result;
};
try {
  let answers = 1;
  let whole = await kill({ KILL_AFTER_ANSWERS: String(answers) }, `step${answers}`);
  while (whole.killed) {
    answers += 1;
    whole = await kill({ KILL_AFTER_ANSWERS: String(answers) }, `step${answers}`);
  }
  const random = createRandom(Number(seed), "runner-kills");
  for (let killed = 0; killed < Number(kills); ) {
    const moment = { KILL_AFTER_MS: String(random.below(whole.livedMs)) };
    if ((await kill(moment, `random${killed}`)).killed) killed += 1;
  }
  console.log(JSON.stringify({ afterAnswers: answers - 1, random: Number(kills), left }, undefined, 2));
} finally {
  await cloud.close();
}
for (const problem of problems.slice(0, 50)) console.log(`PROBLEM ${problem}`);
console.log(problems.length === 0 ? "Every run came to its end." : plural(problems.length, "problem"));
process.exitCode = problems.length === 0 ? 0 : 1;
