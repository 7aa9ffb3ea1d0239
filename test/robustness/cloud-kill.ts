import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { attach } from "../../local/attach.ts";
import { codeOf } from "../../local/emulator/system/errors.ts";
import { stop } from "../../local/lease.ts";
import { type Place, resumeRun, type SubmittedRun, submitRun } from "./cloud-runs.ts";
import { processesIn } from "./processes-in.ts";
import type { Random } from "./random.ts";

interface CloudKills {
  readonly kills: number;
  /** Killed processes. */
  readonly processes: number;
  readonly duringStart: number;
  /** Submitted runs. */
  readonly submitted: number;
  /** Runs that the runner has acknowledged. */
  readonly acknowledged: number;
  /** Runs whose runner had ended with exit code 0. */
  readonly succeeded: number;
  /** Acknowledged runs that are not found, don't end, or have wrong outputs. */
  readonly problems: readonly string[];
}

interface Options {
  readonly folder: string;
  readonly kills: number;
  readonly random: Random;
  readonly onKill?: (number: number) => void;
}

/**
 * Kills a local cloud repeatedly while runs are submitted: service, Azurite, launchers and tasks at once, and in
 * every other case the runners. Then starts it, resumes each acknowledged run from another folder, and checks the outputs.
 */
export const killCloud = async ({ folder, kills, random, onKill }: Options): Promise<CloudKills> => {
  const place = { folder, cloudDir: join(folder, "cloud") };
  await mkdir(place.cloudDir, { mode: 0o700 });
  const runs: SubmittedRun[] = [];
  let [processes, duringStart] = [0, 0];
  try {
    for (let number = 1; number <= kills; number++) {
      const isEarly = random.chance(0.15);
      if (isEarly) duringStart++;
      processes += await startAndKill({ place, runs, random, isEarly, name: `k${number}` });
      onKill?.(number);
    }
    const lease = await start(place);
    const acknowledged = await afterwards(runs);
    const problems = await pMap(acknowledged, (run) => resumeRun(place, run), { concurrency: 2 });
    lease.release();
    const succeeded = acknowledged.filter(({ exitCode }) => exitCode === 0).length;
    const counts = { submitted: runs.length, acknowledged: acknowledged.length, succeeded };
    return { kills, processes, duringStart, ...counts, problems: problems.flat() };
  } finally {
    await stop(place.cloudDir);
    for (const { process } of runs) process.kill("SIGKILL");
  }
};

const start = ({ cloudDir }: Place) => attach({ dir: cloudDir, lingerMs: 60_000, deadlineMs: 60_000 });

const runsEach = 3;
const longestStartMs = 2500;
const longestLifeMs = 4500;

/** Starts the cloud, submits runs and kills everything at a random moment. Returns the number of killed processes. */
const startAndKill = async (options: {
  readonly place: Place;
  readonly runs: SubmittedRun[];
  readonly random: Random;
  /** Whether the kill happens while the cloud starts. */
  readonly isEarly: boolean;
  readonly name: string;
}): Promise<number> => {
  const { place, runs, random, isEarly, name } = options;
  const starting = start(place);
  if (!isEarly) await starting;
  starting.catch(() => {});
  const numbers = Array.from({ length: runsEach }, (_, at) => at);
  const begun = await Promise.all(numbers.map((at) => submitRun(place, `${name}r${at}`)));
  runs.push(...begun);
  if (!isEarly) await Promise.race(begun.map((run) => run.begun));
  await sleep(random.next() * (isEarly ? longestStartMs : longestLifeMs));
  const isVictim = random.chance(0.5) ? () => true : isOfCloud;
  let killed = 0;
  // A process may have started others meanwhile.
  for (let victims = [0]; victims.length > 0; killed += victims.length) {
    victims = processesIn(place.cloudDir).flatMap((found) => (isVictim(found) ? [found.pid] : []));
    for (const pid of victims) kill(pid);
    await sleep(10);
  }
  return killed;
};

const isOfCloud = ({ commandLine }: { readonly commandLine: string }): boolean =>
  !/bin\.mjs|cli\.ts attach/.test(commandLine);

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
};

/** Returns the acknowledged runs after the remaining runners have ended. */
const afterwards = async (runs: readonly SubmittedRun[]): Promise<SubmittedRun[]> => {
  await Promise.all(runs.map(({ ended }) => ended));
  return runs.filter(({ isAcknowledged }) => isAcknowledged);
};
