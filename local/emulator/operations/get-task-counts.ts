import { type BatchRequest, type BatchResult, ok } from "../protocol/batch-request.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";

/** Exact counts, read from one row whatever the job's size. */
export const getTaskCounts = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const tally = store.tallies.get(jobOf({ store }, request).seq);
  const { active, running, succeeded, failed, activeSlots, runningSlots, succeededSlots, failedSlots } =
    tally;
  return ok({
    "odata.metadata": `${request.baseUrl}/$metadata#taskcountsresult/@Element`,
    taskCounts: { active, running, completed: succeeded + failed, succeeded, failed },
    taskSlotCounts: {
      active: activeSlots,
      running: runningSlots,
      completed: succeededSlots + failedSlots,
      succeeded: succeededSlots,
      failed: failedSlots,
    },
  });
};
