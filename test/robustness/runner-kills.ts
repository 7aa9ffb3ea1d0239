import { Command } from "commander";
import { leaveCi } from "../helpers/leave-ci.ts";
import { startTestCloud } from "../runner/local-cloud.ts";
import { createRandom } from "./random.ts";
import { type Flaws, killRunner, type Moment, type RunnerKill } from "./runner-kill.ts";

leaveCi();

// `npm run runner-kills -- --kills 100 --seed 1`: kills a runner after each response that it receives, then at random moments,
// until `--kills` kills have hit a live runner. After each kill, another runner must finish the run from another folder.
const { kills, seed } = new Command("npm run runner-kills --")
  .option("--kills <number>", "number of kills at random moments", "100")
  .option("--seed <number>", "seed of the moments", "1")
  .parse()
  .opts<{ kills: string; seed: string }>();

/** Attempts per kill, because some kills come after the runner's end. */
const mostTries = 3 * Number(kills);

const hits: RunnerKill[] = [];
const cloud = await startTestCloud();
const kill = async (moment: Moment, name: string): Promise<RunnerKill> => {
  const result = await killRunner(cloud, moment, `${name}s${seed}`);
  process.stderr.write(`${name}: ${result.killed ? `killed, left: ${result.left}` : "it had ended"}\n`);
  if (result.killed) hits.push(result);
  for (const [flaw, texts] of Object.entries(result.flaws))
    for (const text of texts) console.log(`PROBLEM ${JSON.stringify(moment)}: ${flaw}: ${text}`);
  return result;
};

const killAfterEachAnswer = async (): Promise<RunnerKill> => {
  for (let answers = 1; ; answers += 1) {
    const result = await kill({ KILL_AFTER_ANSWERS: String(answers) }, `step${answers}`);
    if (!result.killed) return result;
  }
};

/** Number of attempts. */
const killAtRandom = async (livedMs: number): Promise<number> => {
  const random = createRandom(Number(seed), "runner-kills");
  const before = hits.length;
  let tries = 0;
  while (hits.length - before < Number(kills) && tries < mostTries) {
    await kill({ KILL_AFTER_MS: String(random.below(livedMs)) }, `random${tries}`);
    tries += 1;
  }
  return tries;
};

const whereWords = (some: readonly RunnerKill[]): string =>
  (["nothing", "plan", "job"] as const)
    .map((left) => `${some.filter((result) => result.left === left).length} left ${leftWords[left]}`)
    .join(", ");

const leftWords = { nothing: "no run yet", plan: "a plan", job: "a job" } as const;

const count = (flaw: keyof Flaws): number => hits.reduce((sum, { flaws }) => sum + flaws[flaw].length, 0);

try {
  const { livedMs } = await killAfterEachAnswer();
  const steps = hits.length;
  const tries = await killAtRandom(livedMs);
  const random = hits.slice(steps);
  console.log(
    `killed after each of its answers: ${steps} live runners (${whereWords(hits.slice(0, steps))})`,
  );
  console.log(
    `killed at random moments of its work: ${random.length} live runners (${whereWords(random)}); ${tries - random.length} had ended`,
  );
  console.log(`finished from another folder: ${hits.length - count("unfinished")} of ${hits.length}`);
  console.log(`files uploaded twice: ${count("uploadedTwice")}`);
  console.log(`tasks run twice: ${count("ranTwice")}`);
  console.log(`outputs missing or wrong: ${count("outputs")}`);
  const isFlawless = (["unfinished", "uploadedTwice", "ranTwice", "outputs"] as const).every(
    (flaw) => count(flaw) === 0,
  );
  process.exitCode = isFlawless && random.length === Number(kills) ? 0 : 1;
} finally {
  await cloud.close();
}
