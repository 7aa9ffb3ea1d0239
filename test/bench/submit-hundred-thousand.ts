import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pMap from "p-map";
import { topWords } from "../helpers/example-workloads.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { seconds } from "./seconds.ts";

const root = join(import.meta.dirname, "../..");
const files = Number(process.env.BENCH_TASKS ?? 100_000);
const tasksASecond = 1000;

/**
 * Measures `submit` of 100,000 files to a fake cloud that completes 1,000 tasks per second, and a second submit that finds all
 * tasks completed. Goal: less than 300 MB.
 */
export const submitHundredThousand = (): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const names = Array.from({ length: files }, (_, i) => `in/${Math.floor(i / 1000)}/${i}.txt`);
    for (let i = 0; i < files; i += 1000) await mkdir(join(folder, `in/${i / 1000}`), { recursive: true });
    await pMap(names, (name) => writeFile(join(folder, name), name), { concurrency: 32 });
    const cloud = spawn(
      process.execPath,
      [join(import.meta.dirname, "fake-cloud.ts"), String(tasksASecond)],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const lines = createInterface({ input: cloud.stdout });
    const [port] = await once(lines, "line");
    await writeFile(join(folder, "outputs.json"), JSON.stringify(outputsOf(String(port))));
    let said = "";
    const taken = await seconds(async () => {
      said = await runner(folder, []);
    });
    let saidAgain = "";
    const takenAgain = await seconds(async () => {
      saidAgain = await runner(folder, ["--detach"]);
    });
    assert.match(saidAgain, /No task has to run/);
    const counts = once(lines, "line");
    cloud.kill("SIGTERM");
    const calls: Record<string, number> = JSON.parse(String((await counts)[0]));
    const looks = calls["GET /jobs/…/taskcounts"] ?? 0;
    const polls = (calls["GET /jobs/…/tasks"] ?? 0) + (calls["GET /jobs/…"] ?? 0);
    console.log(`  ${files} tasks in ${taken.toFixed(0)} s, ${peakOf(said)} (goal: 300 MB)`);
    console.log(`  again, with all tasks completed, in ${takenAgain.toFixed(0)} s, ${peakOf(saidAgain)}`);
    console.log(`  ${looks} polls of the job, ${(1 + polls / looks).toFixed(1)} calls each`);
    for (const [kind, count] of Object.entries(calls)) console.log(`  ${String(count).padStart(7)} ${kind}`);
  });

const peakOf = (said: string): string => /peak \d+ MB/.exec(said)?.[0] ?? "";

const runner = async (folder: string, flags: readonly string[]): Promise<string> => {
  const preload = join(import.meta.dirname, "print-peak-memory.ts");
  const words = [
    "submit",
    topWords,
    "--input",
    "in/**/*.txt",
    "--outputs",
    "outputs.json",
    "--yes",
    "--timeout",
    "2h",
    ...flags,
  ];
  const child = spawn(process.execPath, ["--import", preload, join(root, "runner/cli/bin.mjs"), ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (piece) => {
    said += String(piece);
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`submit ended with ${code}: ${said.slice(-2000)}`);
  return said;
};

const outputsOf = (port: string) => {
  const url = `http://127.0.0.1:${port}`;
  const key = Buffer.alloc(64, 1).toString("base64");
  return {
    auth: "keys",
    location: "local",
    resourceGroupName: "group",
    storageAccountName: "acct",
    applicationContainerUrl: `${url}/acct/application`,
    inputContainerUrl: `${url}/acct/input`,
    outputContainerUrl: `${url}/acct/output`,
    batchAccountName: "batch",
    batchAccountEndpoint: url,
    poolId: "pool",
    vmSize: "Standard_D2s_v5",
    maxDedicatedNodes: 50,
    maxSpotNodes: 0,
    autoscale: false,
    taskSlotsPerNode: 2,
    nodePath: "node",
    containerImages: [],
    storageAccountKey: key,
    batchAccountKey: key,
  };
};
