import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AcknowledgedJob, call, type LoadOptions } from "./kill-client.ts";
import type { MarkedAttempt, Markers } from "./kill-markers.ts";

export interface Verdict {
  /** Acknowledged and not deleted. */
  readonly jobs: number;
  readonly tasks: number;
  readonly deletedJobs: number;
  /** Runs of tasks' processes. */
  readonly attempts: number;
  /** Tasks that ran more than once. */
  readonly ranAgain: number;
  readonly mostAttempts: number;
  /** Errors, a line each. */
  readonly problems: readonly string[];
}

interface Evidence {
  readonly acknowledged: readonly AcknowledgedJob[];
  readonly markers: Markers;
  /** When the service was killed, in milliseconds since 1970. */
  readonly kills: readonly number[];
  /** The service's directory. */
  readonly dir: string;
}

/** Milliseconds before a kill in which the end of a process may be lost. */
const unknownMillis = 2000;

/** Milliseconds after a kill in which a process that was being started may record its start. */
const startMillis = 1000;

/** Compares the service's final state with its acknowledgements and with the tasks' records. */
export const judge = async (
  { acknowledged, markers, kills, dir }: Evidence,
  where: Pick<LoadOptions, "target">,
): Promise<Verdict> => {
  const problems: string[] = [];
  const kept = acknowledged.filter((job) => !job.isDeleted);
  for (const job of acknowledged) problems.push(...(await problemsOfJob(where, job)));
  const runs = kept.flatMap((job) =>
    job.tasks.map((task) => ({
      name: `${job.id}/${task}`,
      attempts: markers.attempts.get(`${job.id}/${task}`) ?? [],
    })),
  );
  for (const run of runs) problems.push(...problemsOfRun(run, kills));
  problems.push(...leftProcesses({ markers, kills, dir }));
  const counts = runs.map(({ attempts }) => attempts.length);
  return {
    jobs: kept.length,
    tasks: runs.length,
    deletedJobs: acknowledged.length - kept.length,
    attempts: counts.reduce((sum, count) => sum + count, 0),
    ranAgain: counts.filter((count) => count > 1).length,
    mostAttempts: Math.max(0, ...counts),
    problems,
  };
};

interface SeenTask {
  readonly id: string;
  readonly state: string;
  readonly executionInfo?: { readonly exitCode?: number };
}

const problemsOfJob = async (where: Pick<LoadOptions, "target">, job: AcknowledgedJob): Promise<string[]> => {
  const path = `/jobs/${job.id}`;
  const { status, text } = await call(where, { method: "GET", path, accepted: [200, 404] });
  if (job.isDeleted) return status === 404 ? [] : [`job ${job.id} was deleted and is there`];
  if (status === 404) return [`job ${job.id} was acknowledged and is not there`];
  const { state } = JSON.parse(text) as { state: string };
  const expected = job.ends ? "completed" : "active";
  const wrongState = state === expected ? [] : [`job ${job.id} is ${state} instead of ${expected}`];
  const list = `${path}/tasks?$select=id,state,executionInfo`;
  const answer = await call(where, { method: "GET", path: list, accepted: [200] });
  const { value } = JSON.parse(answer.text) as { value: SeenTask[] };
  const seen = new Map(value.map((task) => [task.id, task]));
  const wrong = job.tasks.filter((id) => {
    const task = seen.get(id);
    return task?.state !== "completed" || task.executionInfo?.exitCode !== 0;
  });
  return [
    ...wrongState,
    ...wrong.map((id) => `task ${job.id}/${id} is not there and done: ${JSON.stringify(seen.get(id))}`),
  ];
};

/** Checks that a task completed, never ran twice at a time, and ran again only after a kill. */
const problemsOfRun = (
  { name, attempts }: { name: string; attempts: readonly MarkedAttempt[] },
  kills: readonly number[],
): string[] => {
  if (attempts.at(-1)?.ended === undefined) return [`task ${name} did not run to its end`];
  return attempts.flatMap(({ began, ended }, at) => {
    const next = attempts[at + 1];
    if (next === undefined) return [];
    const kill = kills.find((time) => time >= began - startMillis && time <= next.began);
    if (kill === undefined) return [`task ${name} ran again without a kill`];
    if (ended !== undefined && ended > next.began) return [`task ${name} ran twice at a time`];
    if (ended !== undefined && ended < kill - unknownMillis)
      return [`task ${name} ran again though it had ended ${kill - ended} ms before the kill`];
    return [];
  });
};

/** Processes of earlier service processes. */
const leftProcesses = ({ markers, kills, dir }: Pick<Evidence, "markers" | "kills" | "dir">): string[] => {
  const lastKill = kills.at(-1) ?? 0;
  const daemons = markers.leftBehind.filter(({ pid, at }) => at < lastKill && isAlive(pid));
  const ofNodes = processIds().filter((pid) => {
    const environment = read(`/proc/${pid}/environ`);
    return environment.includes(`AZ_BATCH_TASK_DIR=${join(dir, "nodes")}`) && beganBefore(pid, lastKill);
  });
  const launchers = [...markers.launchers].filter(
    (pid) => read(`/proc/${pid}/cmdline`).includes("launcher-child") && beganBefore(pid, lastKill),
  );
  return [
    ...daemons.map(({ pid }) => `process ${pid}, which a task left behind, is still there`),
    ...ofNodes.map((pid) => `process ${pid} of a task is still there: ${read(`/proc/${pid}/cmdline`)}`),
    ...launchers.map((pid) => `launcher ${pid} is still there`),
  ];
};

const processIds = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && read(`/proc/${pid}/cmdline`).startsWith("sleep\x00600");

const beganBefore = (pid: number, time: number): boolean => {
  // proc(5): field 22, counted from after the name, in hundredths of a second since boot.
  const ticks = Number(read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[19] ?? Number.NaN);
  const boot = Number(/^btime (\d+)$/m.exec(read("/proc/stat"))?.[1]);
  return (boot + ticks / 100) * 1000 < time;
};

const read = (file: string): string => {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // The process has ended, or belongs to another user.
    return "";
  }
};
