import { failedFilter } from "../../azure/batch-task.ts";
import type { Clock } from "../../clock.ts";
import { logInStorage, logNames, logOnNode } from "../../job/log-files.ts";
import { headerOf, type Manifest, type ManifestTask } from "../../manifest/manifest.ts";
import { readOutcomes, readReport } from "../../results/run-record.ts";
import type { Session } from "../../run/session.ts";
import { taskFolder } from "../../storage/blob-names.ts";
import { preparationLogs } from "../logs/node-logs.ts";
import { lookAtRun } from "../status/look-at-run.ts";
import { type DumpFile, pathPart, type Section } from "./dump-file.ts";
import { excerpt, excerptOf } from "./excerpt.ts";

/** Most tasks of each kind: a run may have 100,000. */
const mostPlanned = 20;
const mostFailed = 200;
const mostUnfinished = 50;
/** Failed tasks whose logs are included. */
const mostLogs = 20;

interface RunRequest {
  readonly jobId: string;
  readonly session: Session;
  readonly clock: Clock;
  /** Undefined if storage lacks it or can't be read. */
  readonly manifest: Manifest | undefined;
}

/** Returns what Batch and storage have about a run. */
export const runSections = (run: RunRequest): Section[] => [
  { about: "the status of the run", files: () => status(run) },
  { about: "the run's job and task counts, from Batch", files: () => job(run) },
  { about: "the run's plan: its first tasks and those that failed", files: () => plan(run) },
  { about: "the run's report: its totals and failed tasks", files: () => report(run) },
  { about: "tasks that failed or have not ended, from Batch", files: () => tasks(run) },
  { about: `logs of up to ${mostLogs} failed tasks`, files: () => logs(run) },
  { about: "logs of the job preparation task", files: () => preparation(run) },
];

const status = async function* ({ session, jobId, clock }: RunRequest): AsyncGenerator<DumpFile> {
  yield { path: "run/status.json", json: await lookAtRun(session, jobId, clock) };
};

const job = async function* ({ session, jobId }: RunRequest): AsyncGenerator<DumpFile> {
  const { batch } = session.clients;
  const found = await batch.getJob(jobId);
  yield { path: "run/job.json", json: found ?? "deleted, or never created" };
  if (found) yield { path: "run/task-counts.json", json: await batch.getTaskCounts(jobId) };
};

const plan = async function* ({ manifest, session, jobId }: RunRequest): AsyncGenerator<DumpFile> {
  const { batch } = session.clients;
  if (manifest === undefined) return;
  const failed = new Set<string>();
  if ((await batch.getJob(jobId)) !== undefined)
    for await (const { id } of batch.listTasks(jobId, failedFilter))
      if (failed.add(id).size === mostFailed) break;
  const shown: ManifestTask[] = [];
  let index = 0;
  for (const task of manifest.tasks) if (index++ < mostPlanned || failed.has(task.id)) shown.push(task);
  yield { path: "run/manifest.json", json: { ...headerOf(manifest), tasks: shown } };
};

const report = async function* ({ session, jobId }: RunRequest): AsyncGenerator<DumpFile> {
  const { application } = session.clients;
  const totals = await readReport({ application, jobId });
  if (totals === undefined) return;
  const failed = [];
  for await (const { row: _, ...outcome } of readOutcomes({ application, jobId }))
    if (!outcome.succeeded && failed.push(outcome) === mostFailed) break;
  yield { path: "run/report.json", json: { ...totals, tasks: failed } };
};

const tasks = async function* ({ session, jobId }: RunRequest): AsyncGenerator<DumpFile> {
  const { batch } = session.clients;
  if ((await batch.getJob(jobId)) === undefined) return;
  for (const [name, filter, most] of [
    ["failed", failedFilter, mostFailed],
    ["unfinished", "state ne 'completed'", mostUnfinished],
  ] as const) {
    const found = [];
    for await (const task of batch.listTasks(jobId, filter)) if (found.push(task) === most) break;
    yield { path: `run/${name}-tasks.json`, json: found };
  }
};

const logs = async function* (run: RunRequest): AsyncGenerator<DumpFile> {
  const { batch, output } = run.session.clients;
  const { jobId } = run;
  for await (const taskId of failedIds(run)) {
    for (const name of logNames) {
      const blob = `${taskFolder({ jobId }, { id: taskId })}/${name}`;
      const log =
        (await logInStorage(output, blob)) ?? (await logOnNode(batch, { jobId, taskId, path: name }));
      const text = log && (await excerpt(log));
      if (text !== undefined) yield { path: `run/logs/${pathPart(taskId)}/${name}`, text };
    }
  }
};

/** Yields ids of failed tasks: from the job, or from the report of a run whose job is deleted. */
const failedIds = async function* ({ session, jobId }: RunRequest): AsyncGenerator<string> {
  const { batch, application } = session.clients;
  let count = 0;
  if ((await batch.getJob(jobId)) !== undefined) {
    for await (const { id } of batch.listTasks(jobId, failedFilter)) {
      if (count++ === mostLogs) return;
      yield id;
    }
    return;
  }
  for await (const { taskId, succeeded } of readOutcomes({ application, jobId })) {
    if (succeeded) continue;
    if (count++ === mostLogs) return;
    yield taskId;
  }
};

const preparation = async function* ({ session, jobId }: RunRequest): AsyncGenerator<DumpFile> {
  const { clients, environment } = session;
  const { poolId } = environment.outputs;
  if ((await clients.batch.getJob(jobId)) === undefined) return;
  for await (const { nodeId, name, text } of preparationLogs(clients.batch, { jobId, poolId }))
    yield { path: `nodes/${pathPart(nodeId)}/preparation-${name}`, text: await excerptOf(text) };
};
