import type { Batch } from "../batch.ts";
import { nodeOf } from "../lookup.ts";
import { select } from "../odata/select.ts";
import { type BatchRequest, type BatchResult, ok, queryText } from "../request.ts";
import { nodeJson } from "../wire/node.ts";

export const getNode = (batch: Pick<Batch, "store" | "cluster">, request: BatchRequest): BatchResult => {
  const json = select(queryText(request, "$select"))(nodeJson(batch, request, nodeOf(batch, request)));
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#nodes/@Element`, ...json });
};
