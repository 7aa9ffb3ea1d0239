import { type BatchRequest, found, param } from "../protocol/batch-request.ts";
import type { Store, StoredJob, StoredNode, StoredPool, StoredSchedule } from "../state/store.ts";
import type { TaskRow } from "../state/task-row.ts";

type Has<K extends keyof Store> = { readonly store: Pick<Store, K> };

// Resources that the path's ids name in the request's account. Each function throws Azure's 404 for a missing one.

export const poolOf = ({ store }: Has<"pools">, request: BatchRequest): StoredPool =>
  found(store.pools.find(request.account, param(request, "poolId")), "PoolNotFound");

export const nodeOf = (
  deps: Has<"pools" | "nodes">,
  request: BatchRequest,
): { pool: StoredPool; node: StoredNode } => {
  const pool = poolOf(deps, request);
  return { pool, node: found(deps.store.nodes.find(pool.seq, param(request, "nodeId")), "NodeNotFound") };
};

export const jobOf = ({ store }: Has<"jobs">, request: BatchRequest): StoredJob =>
  found(store.jobs.find(request.account, param(request, "jobId")), "JobNotFound");

export const taskOf = (
  deps: Has<"jobs" | "tasks">,
  request: BatchRequest,
): { job: StoredJob; task: TaskRow } => {
  const job = jobOf(deps, request);
  return { job, task: found(deps.store.tasks.find(job.seq, param(request, "taskId")), "TaskNotFound") };
};

export const scheduleOf = ({ store }: Has<"schedules">, request: BatchRequest): StoredSchedule =>
  found(store.schedules.find(request.account, param(request, "jobScheduleId")), "JobScheduleNotFound");
