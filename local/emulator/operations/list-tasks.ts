import { type BatchRequest, type BatchResult, queryText } from "../protocol/batch-request.ts";
import { pageResult, pageSize, positionOf } from "../protocol/odata/paging.ts";
import { select } from "../protocol/odata/select.ts";
import { taskFilter } from "../state/queries/task-filter.ts";
import { jobOf } from "./lookup.ts";
import type { Batch } from "./operation-context.ts";
import { taskJson } from "./responses/task-json.ts";

export const listTasks = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf({ store }, request);
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const filter = queryText(request, "$filter");
  const position = positionOf(request);
  const items = store.tasks.page(job.seq, {
    ...taskFilter(filter),
    after: position && { id: String(position.id), changed: Number(position.changed) },
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "tasks",
    items,
    size,
    render: (task) => pick(taskJson(request, job, task)),
    position: ({ id, changed }) => ({ id, changed }),
  });
};
