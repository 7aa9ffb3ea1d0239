import { type BatchRequest, type BatchResult, queryText } from "../protocol/batch-request.ts";
import { pageResult, pageSize } from "../protocol/odata/paging.ts";
import { filterCondition, type Properties } from "../state/queries/sql.ts";
import { supportedImages } from "./checks/supported-images.ts";
import type { Batch } from "./operation-context.ts";

const filterable: Properties = { osType: { sql: "osType", type: "string", ops: "E" } };

/** The form of the list of supported images before 2019-06-01.9.0: an item per node agent, with its verified images. */
export const listNodeAgentSkus = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const where = filterCondition(queryText(request, "$filter"), filterable);
  const images = supportedImages.filter(
    (image) =>
      image.verificationType === "verified" && (where === undefined || store.matches(where, { ...image })),
  );
  return pageResult(request, {
    metadata: "nodeagentskus",
    items: [...new Set(images.map(({ nodeAgentSKUId }) => nodeAgentSKUId))],
    size: pageSize(request),
    render: (id) => ({
      id,
      verifiedImageReferences: images
        .filter(({ nodeAgentSKUId }) => nodeAgentSKUId === id)
        .map(({ imageReference }) => imageReference),
      osType: images.find(({ nodeAgentSKUId }) => nodeAgentSKUId === id)?.osType,
    }),
    position: () => ({}),
  });
};
