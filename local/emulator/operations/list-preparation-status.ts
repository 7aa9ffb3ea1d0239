import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import { BatchError } from "../protocol/errors.ts";
import type { Preparation } from "../state/preparations.ts";
import { list } from "../state/queries/list.ts";
import { preparationProperties } from "../state/queries/properties.ts";
import type { RunInfo } from "../state/task-types.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { nodeUrl } from "./responses/pool-json.ts";

/** State and results of the job's preparation and release tasks on each node that ran them. */
export const listPreparationStatus = (
  { store }: Pick<Batch, "store">,
  request: BatchRequest,
): BatchResult => {
  const job = jobOf({ store }, request);
  if (job.doc.jobPreparationTask === undefined)
    throw new BatchError("JobPreparationTaskOrReleaseTaskNotSpecified");
  const poolId = job.doc.executionInfo.poolId ?? "";
  return list(request, {
    metadata: "jobpreparationandreleasetaskstatuslist",
    filterable: preparationProperties(poolId),
    page: (page) => store.preparations.page(job.seq, page),
    idOf: ({ node }) => node,
    render: (item) => statusJson(request, poolId, item),
  });
};

const statusJson = (
  request: BatchRequest,
  poolId: string,
  { node, preparation, release }: Preparation,
): object => {
  const url = nodeUrl(request, poolId, node);
  const withRoot = (info: RunInfo) => ({
    ...info,
    taskRootDirectoryUrl: `${url}/files/${info.taskRootDirectory}`,
  });
  // A release task is not retried (Swagger, JobReleaseTaskExecutionInformation has no retryCount).
  const { retryCount, ...released } = release ?? {};
  return {
    poolId,
    nodeId: node,
    nodeUrl: url,
    ...(preparation && { jobPreparationTaskExecutionInfo: withRoot(preparation) }),
    ...(release && { jobReleaseTaskExecutionInfo: withRoot(released as RunInfo) }),
  };
};
