import type { Batch } from "../batch.ts";
import { pageResult, pageSize, positionOf } from "../odata/paging.ts";
import { scheduleProperties } from "../odata/properties.ts";
import { select } from "../odata/select.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { scheduleJson } from "../wire/schedule.ts";

export const listJobSchedules = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const size = pageSize(request);
  const pick = select(queryText(request, "$select"));
  const items = store.schedules.page(request.account, {
    where: filterCondition(queryText(request, "$filter"), scheduleProperties),
    after: positionOf(request)?.id?.toString(),
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: "jobschedules",
    items,
    size,
    render: (schedule) => pick(scheduleJson(request, schedule)),
    position: ({ doc }) => ({ id: doc.id }),
  });
};
