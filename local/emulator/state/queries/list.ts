import { type BatchRequest, type BatchResult, queryText } from "../../protocol/batch-request.ts";
import { pageResult, pageSize, positionOf } from "../../protocol/odata/paging.ts";
import { select } from "../../protocol/odata/select.ts";
import type { Page } from "../documents.ts";
import { filterCondition, type Properties } from "./sql.ts";

interface List<T> {
  /** As in `odata.metadata`. */
  readonly metadata: string;
  readonly filterable: Properties;
  /** Azure's largest page, if that isn't 1000. */
  readonly most?: number;
  /** Reads a page from the store, in order of id. */
  readonly page: (page: Page) => readonly T[];
  readonly idOf: (item: T) => string;
  readonly render: (item: T) => object;
}

/** Returns a page of a list as the request's `$filter`, `$select` and `maxresults` say. */
export const list = <T>(request: BatchRequest, of: List<T>): BatchResult => {
  const size = pageSize(request, of.most);
  const pick = select(queryText(request, "$select"));
  const items = of.page({
    where: filterCondition(queryText(request, "$filter"), of.filterable),
    after: positionOf(request)?.id?.toString(),
    limit: size + 1,
  });
  return pageResult(request, {
    metadata: of.metadata,
    items,
    size,
    render: (item) => pick(of.render(item)),
    position: (item) => ({ id: of.idOf(item) }),
  });
};
