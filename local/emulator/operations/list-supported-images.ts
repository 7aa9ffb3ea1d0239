import { type BatchRequest, type BatchResult, queryText } from "../protocol/batch-request.ts";
import { pageResult, pageSize } from "../protocol/odata/paging.ts";
import type { Properties } from "../state/queries/sql.ts";
import { filterCondition } from "../state/queries/sql.ts";
import { supportedImages } from "./checks/supported-images.ts";
import type { Batch } from "./operation-context.ts";

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
