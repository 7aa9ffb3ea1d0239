import type { Batch } from "../batch.ts";
import { pageResult, pageSize } from "../odata/paging.ts";
import type { Properties } from "../odata/sql.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";
import { supportedImages } from "../supported-images.ts";

const word = { type: "string", ops: "E" } as const;
const filterable: Properties = {
  osType: { sql: "osType", ...word },
  verificationType: { sql: "verificationType", ...word },
  nodeAgentSKUId: { sql: "nodeAgentSKUId", ...word },
};

export const listSupportedImages = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const where = filterCondition(queryText(request, "$filter"), filterable);
  return pageResult(request, {
    metadata: "supportedimages",
    items:
      where === undefined
        ? supportedImages
        : supportedImages.filter((image) => store.matches(where, { ...image })),
    size: pageSize(request),
    render: (image) => image,
    position: () => ({}),
  });
};
