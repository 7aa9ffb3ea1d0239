import type { BatchClient } from "../azure/batch-client.ts";
import type { Clock } from "../clock.ts";
import type { PoolRecord } from "../results/pool-record.ts";

export interface LastLook {
  readonly batch: Pick<BatchClient, "getPool" | "listNodes" | "listPreparations">;
  readonly jobId: string;
  readonly poolId: string;
  readonly clock: Pick<Clock, "now">;
  readonly pool: PoolRecord;
  /** End of the run's last task. Nodes that were allocated later are left out. */
  readonly lastEnd: Date | undefined;
}

/**
 * Records the pool when a run has ended: its image, its nodes and the job preparation task on each. The run's report is complete without
 * what can't be read, so errors are ignored.
 */
export const lookAtPool = async ({
  batch,
  jobId,
  poolId,
  clock,
  pool: record,
  lastEnd,
}: LastLook): Promise<void> => {
  const [pool, nodes, preparations] = await Promise.allSettled([
    batch.getPool(poolId),
    batch.listNodes(poolId),
    batch.listPreparations(jobId),
  ]);
  if (pool.status === "fulfilled" && pool.value !== undefined) record.seePool(pool.value);
  if (nodes.status === "fulfilled")
    record.seeNodes(
      nodes.value.filter(({ allocationTime }) => !isLater(allocationTime, lastEnd)),
      clock.now(),
    );
  if (preparations.status === "fulfilled") record.seePreparations(preparations.value);
};

const isLater = (one: Date | undefined, other: Date | undefined): boolean =>
  one !== undefined && other !== undefined && one > other;
