import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { linux } from "../helpers/account.ts";
import { type ServiceProcess, startService, type Target } from "../helpers/service-process.ts";
import { type AcknowledgedJob, call, type LoadOptions, load } from "./kill-client.ts";
import { markingTask, readMarkers } from "./kill-markers.ts";
import { judge, type Verdict } from "./kill-verdict.ts";
import { launchersOf } from "./launchers-of.ts";
import { createRandom, type Random } from "./random.ts";

interface KillOptions {
  /** An empty directory. */
  readonly dir: string;
  readonly kills: number;
  readonly seed: number;
  /** By default instant. */
  readonly pace?: string;
  readonly onKill?: (number: number) => void;
}

interface KillFigures extends Verdict {
  readonly kills: number;
  /** Kills before the service listened again. */
  readonly duringStart: number;
  /** Kills that hit the launcher of tasks at the same moment, as when a machine runs out of memory. */
  readonly withLauncher: number;
  readonly seconds: number;
}

/** Kills a service under load at random moments, restarts it, and checks everything that it acknowledged. */
export const runKillMatrix = async ({
  dir,
  kills,
  seed,
  pace,
  onKill,
}: KillOptions): Promise<KillFigures> => {
  const began = performance.now();
  const start = () => startService(dir, pace);
  const life = { now: start() };
  const target = () => life.now.ready;
  const loading = new AbortController();
  const workers = startWorkers({ dir, seed, target: () => living(target), signal: loading.signal });
  const failed = workers.then(
    () => {},
    (error: unknown) => Promise.reject(error),
  );
  failed.catch(() => {});
  try {
    const done = await killOften({ start, kills, random: createRandom(seed, "kills"), life, onKill, failed });
    loading.abort();
    const acknowledged = await workers;
    await settled(acknowledged, { target });
    const markers = readMarkers(markersOf(dir));
    const verdict = await judge({ acknowledged, markers, kills: done.times, dir }, { target });
    const { duringStart, withLauncher } = done;
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return { kills, duringStart, withLauncher, seconds, ...verdict };
  } finally {
    loading.abort();
    await life.now.kill();
  }
};

const markersOf = (dir: string): string => join(dir, "markers.txt");

/** Starts the service, again if it is killed while starting. */
const living = async (target: () => Promise<Target>): Promise<Target> => {
  for (;;) {
    try {
      return await target();
    } catch {
      await sleep(5);
    }
  }
};

const startWorkers = async ({
  dir,
  seed,
  ...options
}: { dir: string; seed: number } & Pick<LoadOptions, "target" | "signal">): Promise<AcknowledgedJob[]> => {
  const body = { id: "pool", ...linux, targetDedicatedNodes: 2, taskSlotsPerNode: 3 };
  await call(options, { method: "POST", path: "/pools", body, accepted: [201, 409] });
  const jobs = await Promise.all(
    [0, 1, 2].map((worker) => {
      const random = createRandom(seed, `worker ${worker}`);
      const commandLine = () =>
        markingTask(markersOf(dir), {
          seconds: random.pick([0, 0.02, 0.05, 0.4]),
          leaves: random.chance(0.03),
        });
      return load({ ...options, worker, random, commandLine });
    }),
  );
  return jobs.flat();
};

interface Killing {
  readonly start: () => ServiceProcess;
  readonly kills: number;
  readonly random: Random;
  readonly life: { now: ServiceProcess };
  readonly onKill?: (number: number) => void;
  /** Rejects when the load has failed. */
  readonly failed: Promise<void>;
}

const killOften = async ({ start, kills, random, life, onKill, failed }: Killing) => {
  const times: number[] = [];
  let duringStart = 0;
  let withLauncher = 0;
  for (let number = 1; number <= kills; number++) {
    const early = random.chance(0.15);
    if (early) duringStart++;
    else await Promise.race([life.now.ready, failed]);
    await Promise.race([sleep(random.next() * (early ? 600 : 2000)), failed]);
    const launchers = random.chance(0.3) ? launchersOf(life.now.pid) : [];
    if (launchers.length > 0) withLauncher++;
    for (const pid of launchers) process.kill(pid, "SIGKILL");
    await life.now.kill();
    times.push(Date.now());
    life.now = start();
    onKill?.(number);
  }
  return { times, duringStart, withLauncher };
};

/** Waits until all tasks, terminations and deletions are complete. */
const settled = async (
  jobs: readonly AcknowledgedJob[],
  where: Pick<LoadOptions, "target">,
): Promise<void> => {
  const deadline = Date.now() + 120_000;
  for (const job of jobs) {
    while (!(await isSettled(where, job))) {
      if (Date.now() > deadline) throw new Error(`${job.id} did not end within 120 s`);
      await sleep(20);
    }
  }
};

const isSettled = async (where: Pick<LoadOptions, "target">, job: AcknowledgedJob): Promise<boolean> => {
  const path = `/jobs/${job.id}`;
  const { status, text } = await call(where, { method: "GET", path, accepted: [200, 404] });
  if (status === 404) return true;
  const { state } = JSON.parse(text) as { state: string };
  if (job.isDeleted || (job.ends && state !== "completed")) return false;
  const counts = await call(where, { method: "GET", path: `${path}/taskcounts`, accepted: [200] });
  const { taskCounts } = JSON.parse(counts.text) as { taskCounts: { active: number; running: number } };
  return taskCounts.active + taskCounts.running === 0;
};
