import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { topWords } from "../../task/top-words/workload.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { containerClient } from "../helpers/container-client.ts";
import { topWords as sample } from "../helpers/example-workloads.ts";
import type { SuiteCloud } from "../runner/local-cloud.ts";
import { type CommandOutput, cloudUser } from "../runner/user.ts";

const root = join(import.meta.dirname, "../..");

/** When the runner is killed. */
export type Moment = { readonly KILL_AFTER_ANSWERS: string } | { readonly KILL_AFTER_MS: string };

export interface RunnerKill {
  /** False if the runner had ended before. */
  readonly killed: boolean;
  /** Progress of the run at the kill: nothing, its plan in storage, or a job. */
  readonly left: "nothing" | "plan" | "job";
  /** Milliseconds from the runner's first output, before its first request, to its end. */
  readonly livedMs: number;
  readonly flaws: Flaws;
}

/** Errors after another runner has finished the run. */
export interface Flaws {
  /** Exit code and output of a runner that did not finish the run. */
  readonly unfinished: readonly string[];
  /** Blobs of inputs, code or plans that were written again. */
  readonly uploadedTwice: readonly string[];
  /** Tasks that were started again, or that more than one job has. */
  readonly ranTwice: readonly string[];
  /** Missing, unexpected or wrong files in the run's folder. */
  readonly outputs: readonly string[];
}

const noFlaws: Flaws = { unfinished: [], uploadedTwice: [], ranTwice: [], outputs: [] };

/**
 * Starts a run of three tasks, kills its runner, removes the machine's folder, and finishes the run from another one, or
 * submits again if there was no run yet. Then checks the folder, storage and Batch.
 */
export const killRunner = async (cloud: SuiteCloud, moment: Moment, seed: string): Promise<RunnerKill> => {
  const user = cloudUser(cloud);
  const texts = Object.fromEntries(
    ["a", "b", "c"].map((name) => [`${name}.txt`, `${name}${seed} x x ${seed}`]),
  );
  const cwd = await user.withInputs(texts);
  const jobsBefore = new Set(await jobIds(cloud));
  const { killed, jobId, livedMs } = await submitAndDie(cwd, cloud, moment);
  const before = await writtenOnce(cloud);
  await rm(cwd, { recursive: true });
  if (!killed) return { killed, livedMs, left: "job", flaws: noFlaws };
  const elsewhere = await mkdtemp(join(cloud.folder, "elsewhere-"));
  const context = { workloads: { "top-words": topWords } };
  const again = async (): Promise<{ said: CommandOutput; left: RunnerKill["left"] }> => {
    const job = await batchClient(cloud.outputs)
      .job.get(jobId ?? "none")
      .catch(() => undefined);
    const said = await user.run(["--resume", jobId ?? "none", "--keep-job"], { cwd: elsewhere, context });
    if (!/run .* is not in /.test(said.stderr)) return { said, left: job === undefined ? "plan" : "job" };
    const fresh = await user.withInputs(texts);
    const words = ["--input", join(fresh, "in/*.txt"), "--keep-job"];
    return { said: await user.run(words, { cwd: elsewhere, context }), left: "nothing" };
  };
  const { said, left } = await again();
  const after = await writtenOnce(cloud);
  const jobs = (await jobIds(cloud)).filter((id) => !jobsBefore.has(id));
  const flaws = {
    unfinished: said.exitCode === 0 ? [] : [`exit code ${said.exitCode}: ${said.stderr}`],
    uploadedTwice: [...before].filter(([name, etag]) => after.get(name) !== etag).map(([name]) => name),
    ranTwice: await lookAtTasks(cloud, jobs),
    outputs: await lookAtFolder(elsewhere, seed),
  };
  await rm(elsewhere, { recursive: true });
  return { killed, livedMs, left, flaws };
};

const submitAndDie = async (cwd: string, cloud: SuiteCloud, moment: Moment) => {
  const preload = join(import.meta.dirname, "kill-runner-preload.ts");
  const words = [
    "submit",
    sample,
    "--force",
    "--input",
    "in/*.txt",
    "--outputs",
    cloud.outputsFile,
    "--keep-job",
    "--json",
  ];
  const child = spawn(process.execPath, ["--import", preload, join(root, "runner/cli/bin.mjs"), ...words], {
    cwd,
    env: { ...process.env, ...moment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let start = performance.now();
  let stdout = "";
  child.stdout.on("data", (piece) => {
    if (stdout === "") start = performance.now();
    stdout += String(piece);
  });
  const [, signal] = await once(child, "close");
  const livedMs = performance.now() - start;
  return { killed: signal === "SIGKILL", livedMs, jobId: /"jobId":"([^"]+)"/.exec(stdout)?.[1] };
};

/** Inputs, code and plans in storage with their ETags. */
const writtenOnce = async (cloud: SuiteCloud): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  for (const container of ["input", "application"] as const)
    for await (const { name, properties } of containerClient(cloud.outputs, container).listBlobsFlat())
      if (!/^results\/|\/report\./.test(name)) found.set(name, properties.etag);
  return found;
};

const jobIds = async (cloud: SuiteCloud): Promise<string[]> => {
  const jobs = await batchClient(cloud.outputs).job.list();
  return jobs.map(({ id = "" }) => id);
};

const filesOfRun = [
  ...["a_OUTPUT.txt", "b_OUTPUT.txt", "c_OUTPUT.txt", "logs", "manifest.json"],
  ...["report.html", "report.json", "results.csv", "tasks.csv"],
];

const lookAtFolder = async (elsewhere: string, seed: string): Promise<string[]> => {
  const [run = "none"] = await readdir(join(elsewhere, "out")).catch(() => []);
  const folder = join(elsewhere, "out", run);
  const names = (await readdir(folder).catch(() => [])).sort();
  if (names.join() !== filesOfRun.join()) return [`the folder has ${names.join(", ")}`];
  const wrong: string[] = [];
  for (const name of ["a", "b", "c"]) {
    const text = await readFile(join(folder, `${name}_OUTPUT.txt`), "utf8");
    if (!text.includes("x:\t2\n") || !text.includes(`${name}${seed}:\t1\n`)) wrong.push(`${name}: ${text}`);
  }
  return wrong;
};

/** Checks that there is one job, with each task started once. */
const lookAtTasks = async (cloud: SuiteCloud, jobs: readonly string[]): Promise<string[]> => {
  const [jobId = "none", ...others] = jobs;
  const tasks = await batchClient(cloud.outputs).task.list(jobId);
  const again = tasks.filter(
    ({ executionInfo: info }) => (info?.retryCount ?? 0) + (info?.requeueCount ?? 0) > 0,
  );
  return [
    ...others.map((id) => `${id} is a second job`),
    ...(tasks.length === 3 ? [] : [`the job has ${tasks.length} tasks`]),
    ...again.map(({ id }) => `task ${id} was started more than once`),
  ];
};
