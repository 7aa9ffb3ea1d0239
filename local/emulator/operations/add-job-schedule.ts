import { type BatchRequest, type BatchResult, created } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import { newJobSchedule } from "../state/new-job-schedule.ts";
import { checkJob } from "./checks/check-job.ts";
import type { Batch } from "./operation-context.ts";
import { scheduleHead } from "./responses/schedule-json.ts";

export const addJobSchedule = (
  { store, cluster, clock }: Pick<Batch, "store" | "cluster" | "clock">,
  request: BatchRequest<"JobSchedule_Add">,
): BatchResult => {
  const given = request.body;
  checkJob(given.jobSpecification, "JobSchedule_Add");
  const schedule = store.transaction(() => {
    const known = store.schedules.find(request.account, given.id);
    if (known !== undefined)
      throw new BatchError(known.doc.state === "deleting" ? "JobScheduleBeingDeleted" : "JobScheduleExists");
    if (store.jobs.find(request.account, given.id) !== undefined) throw new BatchError("JobWithSameIdExists");
    return store.schedules.insert(request.account, newJobSchedule(given, clock.now()));
  });
  cluster.scheduleChanged(schedule.seq);
  return created(scheduleHead(request, schedule));
};
