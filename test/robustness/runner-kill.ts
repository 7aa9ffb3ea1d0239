import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { parseStackOutputs, type StackOutputs } from "../../infra/outputs.ts";
import { topWords } from "../../task/top-words/workload.ts";
import { batchClient } from "../helpers/batch-client.ts";
import { withKeys } from "../helpers/with-keys.ts";
import type { TestCloud } from "../runner/local-cloud.ts";
import { cloudUser, type Said } from "../runner/user.ts";

const root = join(import.meta.dirname, "../..");

/** When the runner is killed. */
export type Moment = { readonly KILL_AFTER_ANSWERS: string } | { readonly KILL_AFTER_MS: string };

interface RunnerKill {
  /** False: it had ended before the moment came. */
  readonly killed: boolean;
  /** What was there of the run: nothing, its plan in storage, or a job. */
  readonly left: "nothing" | "plan" | "job";
  /** From the start of the runner to its end. Milliseconds. */
  readonly livedMs: number;
  /** What is not as it should be. */
  readonly problems: readonly string[];
}

/**
 * Starts a run of three tasks, kills its runner, removes the machine's folder, and finishes the run from another one, or
 * submits again where there was no run yet. Then looks at all that is left: in the folder, in storage and on Batch.
 */
export const killRunner = async (cloud: TestCloud, moment: Moment, seed: string): Promise<RunnerKill> => {
  const user = cloudUser(cloud);
  const texts = Object.fromEntries(
    ["a", "b", "c"].map((name) => [`${name}.txt`, `${name}${seed} x x ${seed}`]),
  );
  const cwd = await user.withInputs(texts);
  const { killed, jobId, livedMs } = await submitAndDie(cwd, cloud, moment);
  const before = await inputBlobs(cloud);
  await rm(cwd, { recursive: true });
  const elsewhere = await mkdtemp(join(cloud.folder, "elsewhere-"));
  const world = { workloads: { "top-words": topWords } };
  const again = async (): Promise<{ said: Said; left: RunnerKill["left"] }> => {
    const outputs = outputsOf(cloud);
    const job = await batchClient(outputs)
      .job.get(jobId ?? "none")
      .catch(() => undefined);
    const said = await user.run(["--resume", jobId ?? "none", "--keep-job"], { cwd: elsewhere, world });
    if (!/no run .* in /.test(said.stderr)) return { said, left: job === undefined ? "plan" : "job" };
    const fresh = await user.withInputs(texts);
    const words = ["--input", join(fresh, "in/*.txt"), "--keep-job"];
    return { said: await user.run(words, { cwd: elsewhere, world }), left: "nothing" };
  };
  if (!killed) return { killed, livedMs, left: "job", problems: [] };
  const { said, left } = await again();
  const problems = said.exitCode === 0 ? [] : [`exit code ${said.exitCode}: ${said.stderr}`];
  problems.push(...(await lookAtFolder(elsewhere, seed)), ...(await lookAtTasks(cloud, elsewhere)));
  const after = await inputBlobs(cloud);
  for (const [name, etag] of before)
    if (after.get(name) !== etag) problems.push(`${name} was uploaded twice`);
  await rm(elsewhere, { recursive: true });
  return { killed, livedMs, left, problems };
};

const submitAndDie = async (cwd: string, cloud: TestCloud, moment: Moment) => {
  const preload = join(import.meta.dirname, "kill-runner-preload.ts");
  const words = [
    "submit",
    "--force",
    "--input",
    "in/*.txt",
    "--outputs",
    cloud.outputsFile,
    "--keep-job",
    "--json",
  ];
  const child = spawn(process.execPath, ["--import", preload, join(root, "runner/bin.mjs"), ...words], {
    cwd,
    env: { ...process.env, ...moment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const start = performance.now();
  let stdout = "";
  child.stdout.on("data", (piece) => {
    stdout += String(piece);
  });
  const [, signal] = await once(child, "close");
  const livedMs = performance.now() - start;
  return { killed: signal === "SIGKILL", livedMs, jobId: /"jobId":"([^"]+)"/.exec(stdout)?.[1] };
};

const outputsOf = (cloud: TestCloud): StackOutputs => {
  const { outputs, problems } = parseStackOutputs(cloud.outputs);
  if (outputs === undefined) throw new Error(problems.join("\n"));
  return outputs;
};

/** Inputs in storage with their ETags. */
const inputBlobs = async (cloud: TestCloud): Promise<Map<string, string>> => {
  const outputs = withKeys(outputsOf(cloud));
  const key = new StorageSharedKeyCredential(outputs.storageAccountName, outputs.storageAccountKey);
  const found = new Map<string, string>();
  for await (const { name, properties } of new ContainerClient(
    outputs.inputContainerUrl,
    key,
  ).listBlobsFlat())
    found.set(name, properties.etag);
  return found;
};

const lookAtFolder = async (elsewhere: string, seed: string): Promise<string[]> => {
  const [run = "none"] = await readdir(join(elsewhere, "out")).catch(() => []);
  const folder = join(elsewhere, "out", run);
  const names = (await readdir(folder).catch(() => [])).sort();
  const expected = ["a_OUTPUT.txt", "b_OUTPUT.txt", "c_OUTPUT.txt", "logs", "manifest.json", "report.json"];
  if (names.join() !== expected.join()) return [`the folder has ${names.join(", ")}`];
  const wrong: string[] = [];
  for (const name of ["a", "b", "c"]) {
    const text = await readFile(join(folder, `${name}_OUTPUT.txt`), "utf8");
    if (!text.includes("x:\t2\n") || !text.includes(`${name}${seed}:\t1\n`)) wrong.push(`${name}: ${text}`);
  }
  return wrong;
};

/** Each task once in the job, and started once. */
const lookAtTasks = async (cloud: TestCloud, elsewhere: string): Promise<string[]> => {
  const [jobId = "none"] = await readdir(join(elsewhere, "out")).catch(() => []);
  const tasks = await batchClient(outputsOf(cloud)).task.list(jobId);
  const again = tasks.filter(
    ({ executionInfo: info }) => (info?.retryCount ?? 0) + (info?.requeueCount ?? 0) > 0,
  );
  return [
    ...(tasks.length === 3 ? [] : [`the job has ${tasks.length} tasks`]),
    ...again.map(({ id }) => `task ${id} was started more than once`),
  ];
};
