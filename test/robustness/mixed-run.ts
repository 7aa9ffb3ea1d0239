import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFaults, startMixedCloud } from "./mixed-cloud.ts";
import { createPatientUser, type PatientUser } from "./mixed-commands.ts";
import { createUploads, type Step } from "./mixed-steps.ts";
import { compareFiles, compareWithTruth, type Deviations } from "./mixed-verdict.ts";
import { stepsOf } from "./mixed-workload.ts";
import { createRandom, type Random } from "./random.ts";

export interface MixedRun extends Deviations {
  readonly tasks: number;
  /** The fault of each request or task that had one. */
  readonly hits: readonly string[];
  readonly commands: number;
  readonly crashes: readonly string[];
  readonly hangs: readonly string[];
  /** Tasks that failed because of a fault and that further submits did not finish. */
  readonly unfinished: number;
  /** Folder with the run's files, kept if there is a problem. */
  readonly folder?: string;
}

interface Scene {
  readonly random: Random;
  readonly user: PatientUser;
  /** The user's folder, with the uploads. */
  readonly cwd: string;
  readonly known: { readonly steps: readonly Step[]; readonly uploads: ReadonlyMap<string, Buffer> };
  readonly words: readonly string[];
}

/** Limit of further submits, which run only tasks that failed because of faults. */
const mostSubmits = 5;

/**
 * Submits 40 tasks to a cloud with random faults and compares the report with the expected results. Then repeats the comparison with
 * another command from another folder, and submits again until no task is left that failed because of a fault.
 */
export const runMixed = async (seed: number): Promise<MixedRun> => {
  const random = createRandom(seed, "run");
  const kind = random.chance(0.4) ? "flawless" : "mixed";
  const folder = await mkdtemp(join(tmpdir(), `mixed-faults-${seed}-`));
  const cloud = await startMixedCloud(folder, { declarations: createFaults(random), seed });
  const user = createPatientUser(cloud.outputsFile, join(folder, "commands.log"));
  const cwd = join(folder, "here");
  const known = { steps: stepsOf(seed, kind === "flawless"), uploads: createUploads(random) };
  const words = ["mixed", "--input", "in/*.txt", "--", String(seed), kind];
  const crashes: string[] = [];
  let verdicts: Verdicts;
  try {
    await mkdir(join(cwd, "in"), { recursive: true });
    for (const [name, content] of known.uploads) await writeFile(join(cwd, "in", name), content);
    verdicts = await collectVerdicts({ random, user, cwd, known, words }, folder);
    if (cloud.hasCrashed()) crashes.push("the local cloud ended");
  } finally {
    await cloud.close();
  }
  const log = await readFile(join(folder, "local/local-cloud.log"), "utf8");
  const run = {
    ...verdicts,
    tasks: known.steps.length,
    hits: log
      .matchAll(/ fault ([\w-]+)\S* has hit (\d+) of /g)
      .flatMap(([, fault = "", count]) => Array<string>(Number(count)).fill(fault))
      .toArray(),
    commands: user.ended.length,
    crashes: [
      ...crashes,
      ...user.ended.flatMap(({ crash, words: said }) => (crash ? [`${said}: ${crash}`] : [])),
    ],
    hangs: user.ended.filter(({ isHung }) => isHung).map(({ words: said }) => said),
  };
  const isFine = [run.crashes, run.hangs, run.falseSuccesses, run.falseFailures].every(
    (list) => list.length === 0,
  );
  if (isFine) await rm(folder, { recursive: true });
  return isFine ? run : { ...run, folder };
};

type Verdicts = Deviations & Pick<MixedRun, "unfinished">;

const collectVerdicts = async (scene: Scene, folder: string): Promise<Verdicts> => {
  const { user, cwd, known, words } = scene;
  const all: Deviations[] = [];
  for (let submits = 0; ; submits += 1) {
    const { said, jobId } = await user.submit(words, cwd);
    const found = await compareWithTruth(join(cwd, "out", jobId), { ...known, exitCode: said.exitCode });
    all.push(found);
    if (submits === 0) all.push(await askAgain(scene, { folder, jobId, exitCode: said.exitCode }));
    const unfinished = found.failedByFaults.length;
    if (unfinished > 0 && submits < mostSubmits) continue;
    return {
      unfinished,
      falseSuccesses: all.flatMap(({ falseSuccesses }) => falseSuccesses),
      falseFailures: all.flatMap(({ falseFailures }) => falseFailures),
      failedByFaults: all.flatMap(({ failedByFaults }) => failedByFaults),
    };
  }
};

interface Submitted {
  readonly folder: string;
  readonly jobId: string;
  readonly exitCode: number | null;
}

/** Runs a command from another folder on the run that submit has finished, and returns its report. */
const askAgain = async (
  { random, user, known }: Scene,
  { folder, jobId, exitCode }: Submitted,
): Promise<Deviations> => {
  const elsewhere = await mkdtemp(join(folder, "elsewhere-"));
  const words = random.pick([["submit", "--resume"], ["watch"], ["download"]]);
  const said = await user.finish([...words, jobId], elsewhere);
  const files = await compareFiles(join(elsewhere, "out", jobId), known);
  const isSame = said.exitCode === exitCode || words[0] === "download";
  const line = `${words.join(" ")} ends with ${said.exitCode}, submit ended with ${exitCode}`;
  return {
    falseSuccesses: [...files.wrong, ...(!isSame && said.exitCode === 0 ? [line] : [])],
    falseFailures: !isSame && said.exitCode !== 0 ? [line] : [],
    failedByFaults: [],
  };
};
