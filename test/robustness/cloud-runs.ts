import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { topWords } from "../helpers/example-workloads.ts";

const bin = join(import.meta.dirname, "../../runner/cli/bin.mjs");

/** Folders of the test, and of the local cloud in it. */
export interface Place {
  readonly folder: string;
  readonly cloudDir: string;
}

/** A run that a runner has begun to submit. */
export interface SubmittedRun {
  readonly process: ChildProcess;
  /** Names of inputs without `.txt`. Each contains its word three times. */
  readonly words: ReadonlyMap<string, string>;
  /** Resolves when the runner prints something, or ends. */
  readonly begun: Promise<unknown>;
  /** Resolves when the runner ends. */
  readonly ended: Promise<void>;
  jobId?: string;
  /** Whether the runner has reported the job with all its tasks. */
  isAcknowledged: boolean;
  exitCode?: number | undefined;
}

const filesEach = 6;

/** Submits a run with new inputs. */
export const submitRun = async (place: Place, name: string): Promise<SubmittedRun> => {
  const cwd = await mkdtemp(join(place.folder, "user-"));
  await mkdir(join(cwd, "in"));
  const words = new Map(Array.from({ length: filesEach }, (_, at) => [`f${at}`, `${name}f${at}`]));
  for (const [file, word] of words)
    await writeFile(join(cwd, "in", `${file}.txt`), `${word} ${word} ${word} x x y`);
  const child = startRunner(place, cwd, ["submit", topWords, "--input", "in/*.txt", "--keep-job"]);
  let said = "";
  child.stdout?.on("data", (piece) => {
    said += String(piece);
    run.jobId ??= /"event":"planned","jobId":"([^"]+)"/.exec(said)?.[1];
    run.isAcknowledged ||= said.includes('"event":"started"');
  });
  const ended = once(child, "close").then(async ([code]) => {
    run.exitCode = code ?? undefined;
    await rm(cwd, { recursive: true, force: true });
  });
  const begun = Promise.race([once(child.stdout ?? child, "data"), ended]);
  const run: SubmittedRun = { process: child, words, begun, ended, isAcknowledged: false };
  return run;
};

/** Resumes a run from another folder and returns its errors. */
export const resumeRun = async (place: Place, { jobId = "", words }: SubmittedRun): Promise<string[]> => {
  const cwd = await mkdtemp(join(place.folder, "elsewhere-"));
  try {
    const child = startRunner(place, cwd, ["submit", "--resume", jobId, "--keep-job"]);
    let said = "";
    child.stderr?.on("data", (piece) => {
      said += String(piece);
    });
    const [code] = await once(child, "close");
    if (code !== 0) return [`${jobId}: resumed with exit code ${code}: ${said}`];
    const problems = [...words].map(async ([file, word]) => {
      const output = join(cwd, "out", jobId, `${file}_OUTPUT.txt`);
      const text = await readFile(output, "utf8").catch(() => "nothing");
      return text.includes(`${word}:\t3\n`) && text.includes("x:\t2\n")
        ? []
        : [`${jobId}: ${file} has ${text}`];
    });
    return (await Promise.all(problems)).flat();
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
};

const startRunner = ({ cloudDir }: Place, cwd: string, words: readonly string[]): ChildProcess =>
  spawn(process.execPath, [bin, ...words, "--local", "--json"], {
    cwd,
    env: { ...process.env, BATCH_LOCAL_DIR: cloudDir },
    stdio: ["ignore", "pipe", "pipe"],
  });
