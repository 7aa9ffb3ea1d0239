import type { Batch } from "../batch.ts";
import { jobOf } from "../lookup.ts";
import { type Filter, parseFilter } from "../odata/filter.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { taskProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { taskJson } from "../wire/task.ts";

export const listTasks = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const job = jobOf({ store }, request);
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const filter = queryText(request, "$filter");
  const position = positionOf(request);
  const items = store.tasks.page(job.seq, {
    where: filterCondition(filter, taskProperties),
    order: filter !== undefined && asksForChanges(parseFilter(filter)) ? "change" : "id",
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

/** Whether all that is asked for changed after some time: then the index of changes finds it, whatever the job's size. */
const asksForChanges = (filter: Filter): boolean => {
  if (!("left" in filter)) return filter.property === "stateTransitionTime" && /^g[te]$/.test(filter.op);
  return filter.op === "and" && (asksForChanges(filter.left) || asksForChanges(filter.right));
};
