import { randomUUID } from "node:crypto";
import type { JobAddParameter, JobExecutionInformation } from "../protocol/types.ts";
import type { Clock } from "../time/clock.ts";
import { newJob } from "./job-defaults.ts";
import { newPool } from "./pool-defaults.ts";
import type { Store, StoredJob, StoredPool } from "./store.ts";

interface CreatedJob {
  readonly job: StoredJob;
  /** The job's auto pool, if it is new. */
  readonly pool?: StoredPool;
}

/** A job to add; one of a job schedule may name the pool that it shares with the jobs before it. */
type NewJob = JobAddParameter & { readonly executionInfo?: Pick<JobExecutionInformation, "poolId"> };

/** Adds a job with its auto pool and job manager task, if it has them. To be called within a transaction. */
export const createJob = (
  { store, clock }: { store: Pick<Store, "jobs" | "pools" | "tasks">; clock: Clock },
  account: string,
  given: NewJob,
): CreatedJob => {
  const pool = autoPool({ store, clock }, account, given);
  const poolId = pool?.doc.id ?? given.executionInfo?.poolId ?? given.poolInfo.poolId;
  const job = store.jobs.insert(account, newJob({ ...given, poolId }, clock.now()));
  addManager(store, job);
  return { job, pool };
};

const autoPool = (
  { store, clock }: { store: Pick<Store, "pools">; clock: Clock },
  account: string,
  { poolInfo, executionInfo }: NewJob,
): StoredPool | undefined => {
  const specification = poolInfo.autoPoolSpecification;
  // Jobs of a schedule can share a pool.
  if (specification?.pool === undefined || executionInfo?.poolId !== undefined) return undefined;
  const { autoPoolIdPrefix, pool } = specification;
  const guid = randomUUID().toUpperCase();
  const id = autoPoolIdPrefix === undefined ? guid : `${autoPoolIdPrefix}_${guid}`;
  return store.pools.insert(account, newPool({ ...pool, id }, clock.now()));
};

/** Adds the job manager task, which is the job's first task and so starts first. */
const addManager = (store: Pick<Store, "tasks" | "pools">, job: StoredJob): void => {
  const manager = job.doc.jobManagerTask;
  if (manager === undefined) return;
  const { killJobOnCompletion, runExclusive, allowLowPriorityNode, ...definition } = manager;
  const pool = store.pools.find(job.parent, job.doc.executionInfo.poolId ?? "");
  // Swagger, JobManagerTask.runExclusive: no other task runs on its node, so it takes all of the node's slots.
  const slots = runExclusive === false ? definition.requiredSlots : pool?.doc.taskSlotsPerNode;
  store.tasks.insert({
    job: job.seq,
    id: manager.id,
    doc: JSON.stringify(definition),
    slots: slots ?? definition.requiredSlots ?? 1,
    ready: true,
  });
};
