import type { Batch } from "../batch.ts";
import { pageResult, pageSize } from "../odata/paging.ts";
import type { Properties } from "../odata/sql.ts";
import { filterCondition } from "../odata/sql.ts";
import { type BatchRequest, type BatchResult, queryText } from "../request.ts";

const word = { type: "string", ops: "E" } as const;
const filterable: Properties = {
  osType: { sql: "osType", ...word },
  verificationType: { sql: "verificationType", ...word },
  nodeAgentSKUId: { sql: "nodeAgentSKUId", ...word },
};

interface Image {
  readonly nodeAgentSKUId: string;
  readonly imageReference: Readonly<Record<"publisher" | "offer" | "sku" | "version", string>>;
  readonly osType: "linux";
  readonly verificationType: "verified";
  readonly capabilities?: readonly string[];
}

const linux = (
  sku: string,
  reference: readonly [string, string, string],
  capabilities?: readonly string[],
): Image => {
  const [publisher, offer, image] = reference;
  return {
    nodeAgentSKUId: `batch.node.${sku}`,
    imageReference: { publisher, offer, sku: image, version: "latest" },
    osType: "linux",
    verificationType: "verified",
    capabilities,
  };
};

const containers = ["DockerCompatible", "NvidiaTeslaDriverInstalled"];

// What is known to be selectable in 2026 (batch-api.md 6). Locally each of them is the machine that the service runs on.
const images: readonly Image[] = [
  linux("ubuntu 24.04", ["microsoft-dsvm", "ubuntu-hpc", "2404"], containers),
  linux("ubuntu 22.04", ["microsoft-dsvm", "ubuntu-hpc", "2204"], containers),
  linux("ubuntu 24.04", ["canonical", "ubuntu-24_04-lts", "server"]),
  linux("ubuntu 22.04", ["canonical", "0001-com-ubuntu-server-jammy", "22_04-lts"]),
];

export const listSupportedImages = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult => {
  const where = filterCondition(queryText(request, "$filter"), filterable);
  return pageResult(request, {
    metadata: "supportedimages",
    items: where === undefined ? images : images.filter((image) => store.matches(where, { ...image })),
    size: pageSize(request),
    render: (image) => image,
    position: () => ({}),
  });
};
