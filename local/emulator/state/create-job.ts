import { randomUUID } from "node:crypto";
import type { JobAddParameter, JobExecutionInformation } from "../protocol/types.ts";
import type { Clock } from "../time/clock.ts";
import { newJob, newPool, newTask } from "./definitions.ts";
import type { Store, StoredJob, StoredPool } from "./store.ts";

interface CreatedJob {
  readonly job: StoredJob;
  /** The pool that was made for it. */
  readonly pool?: StoredPool;
}

/** A job to add; one of a job schedule may name the pool that it shares with the jobs before it. */
type NewJob = JobAddParameter & { readonly executionInfo?: Pick<JobExecutionInformation, "poolId"> };

/** Adds a job, with its own pool and its job manager task if it asks for them. Within a transaction. */
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
  // A job of a schedule may share the pool of the one before.
  if (specification?.pool === undefined || executionInfo?.poolId !== undefined) return undefined;
  const { autoPoolIdPrefix, pool } = specification;
  const id = `${autoPoolIdPrefix === undefined ? "" : `${autoPoolIdPrefix}_`}${randomUUID()}`;
  return store.pools.insert(account, newPool({ ...pool, id }, clock.now()));
};

/** The first task of the job, so it goes first. */
const addManager = (store: Pick<Store, "tasks" | "pools">, job: StoredJob): void => {
  const manager = job.doc.jobManagerTask;
  if (manager === undefined) return;
  const { killJobOnCompletion, runExclusive, allowLowPriorityNode, ...given } = manager;
  const definition = newTask(given, job.doc);
  const pool = store.pools.find(job.parent, job.doc.executionInfo.poolId ?? "");
  // Alone on its node (Swagger, JobManagerTask.runExclusive): it takes all the slots of one.
  const slots = runExclusive === false ? definition.requiredSlots : pool?.doc.taskSlotsPerNode;
  store.tasks.insert({
    job: job.seq,
    id: manager.id,
    doc: JSON.stringify(definition),
    slots: slots ?? definition.requiredSlots ?? 1,
    ready: true,
  });
};
