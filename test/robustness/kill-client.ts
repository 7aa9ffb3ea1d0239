import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../helpers/service-process.ts";
import { type RawResponse, signedRequest } from "../helpers/signed-request.ts";
import type { Random } from "./random.ts";

/** Acknowledged changes of a job, all of which must survive. */
export interface AcknowledgedJob {
  readonly id: string;
  readonly tasks: string[];
  /** Whether it ends with its last task. */
  ends: boolean;
  isDeleted: boolean;
}

export interface LoadOptions {
  /** The service that runs now, or the next one. */
  readonly target: () => Promise<Target>;
  readonly random: Random;
  readonly worker: number;
  readonly commandLine: () => string;
  readonly signal: AbortSignal;
}

const pool = "pool";
const collections = 3;
const tasksEach = 20;

/** Adds jobs with tasks until the signal is aborted. Repeats each step until the service acknowledges it. */
export const load = async (options: LoadOptions): Promise<AcknowledgedJob[]> => {
  const jobs: AcknowledgedJob[] = [];
  for (let number = 0; !options.signal.aborted; number++) {
    const job = { id: `job-${options.worker}-${number}`, tasks: [], ends: false, isDeleted: false };
    jobs.push(job);
    await addJob(options, job);
  }
  return jobs;
};

const addJob = async (options: LoadOptions, job: AcknowledgedJob): Promise<void> => {
  const { random } = options;
  const preparation = random.chance(0.3) ? { jobPreparationTask: { commandLine: "/bin/true" } } : {};
  const body = { id: job.id, poolInfo: { poolId: pool }, ...preparation };
  await call(options, { method: "POST", path: "/jobs", body, accepted: [201, 409] });
  for (let number = 0; number < collections; number++) await addTasks(options, job, number);
  const path = `/jobs/${job.id}`;
  if (random.chance(0.5)) {
    // After that the job may already be completed when a step is repeated.
    const body = { onAllTasksComplete: "terminatejob" };
    await call(options, { method: "PATCH", path, body, accepted: [200, 409] });
    job.ends = true;
  }
  await drained(options, job);
  if (!random.chance(0.15)) return;
  await call(options, { method: "DELETE", path, accepted: [202, 404, 409] });
  job.isDeleted = true;
};

const addTasks = async (options: LoadOptions, job: AcknowledgedJob, number: number): Promise<void> => {
  const value = Array.from({ length: tasksEach }, (_, at) => ({
    id: `task-${number}-${at}`,
    commandLine: options.commandLine(),
  }));
  const path = `/jobs/${job.id}/addtaskcollection`;
  const { text } = await call(options, { method: "POST", path, body: { value }, accepted: [200] });
  const { value: results } = JSON.parse(text) as {
    value: { taskId: string; status: string; error?: { code: string } }[];
  };
  for (const { taskId, status, error } of results) {
    if (status !== "Success" && error?.code !== "TaskExists")
      throw new Error(`task ${taskId} was refused: ${JSON.stringify(error)}`);
    job.tasks.push(taskId);
  }
};

/** Waits until a job has few tasks left, so that the queue is never empty and never long. */
const drained = async (options: LoadOptions, { id }: AcknowledgedJob): Promise<void> => {
  while (!options.signal.aborted) {
    const { text } = await call(options, { method: "GET", path: `/jobs/${id}/taskcounts`, accepted: [200] });
    const { taskCounts } = JSON.parse(text) as { taskCounts: { active: number; running: number } };
    if (taskCounts.active + taskCounts.running <= tasksEach) return;
    await sleep(50);
  }
};

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** A response with another status fails the test. */
  readonly accepted: readonly number[];
}

/** Repeats a request until a service process responds. */
export const call = async (
  { target }: Pick<LoadOptions, "target">,
  { method, path, body, accepted }: Call,
): Promise<RawResponse> => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const response = await send(await target(), { method, path, body });
    if (response !== undefined && accepted.includes(response.status)) return response;
    if (response !== undefined && response.status !== 503)
      throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
    await sleep(10);
  }
  throw new Error(`${method} ${path}: no response after 1000 attempts`);
};

/** Returns undefined if the connection broke, so that the effect is unknown. */
const send = async (
  target: Target,
  { method, path, body }: Omit<Call, "accepted">,
): Promise<RawResponse | undefined> => {
  const query = path.includes("?") ? "&" : "?";
  try {
    return await signedRequest(target, {
      method,
      path: `${path}${query}api-version=2022-10-01.16.0`,
      headers: body === undefined ? {} : { "content-type": "application/json; odata=minimalmetadata" },
      body: body && JSON.stringify(body),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (["ECONNREFUSED", "ECONNRESET", "EPIPE", "HPE_INVALID_EOF_STATE"].includes(String(code)))
      return undefined;
    throw error;
  }
};
