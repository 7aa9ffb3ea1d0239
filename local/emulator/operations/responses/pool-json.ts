import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
import type { ApiVersion } from "../../protocol/versions.ts";
import type { Pool } from "../../state/resource-types.ts";
import type { Store, StoredPool } from "../../state/store.ts";

const poolUrl = (request: Pick<BatchRequest, "baseUrl">, id: string): string =>
  `${request.baseUrl}/pools/${id}`;

export const nodeUrl = (request: Pick<BatchRequest, "baseUrl">, pool: string, id: string): string =>
  `${poolUrl(request, pool)}/nodes/${id}`;

export const poolHead = (request: BatchRequest, { doc }: StoredPool): ResourceHead => ({
  url: poolUrl(request, doc.id),
  eTag: doc.eTag,
  lastModified: doc.lastModified,
});

/** Returns a pool's JSON: its document, its current numbers of nodes and their communication mode. */
export const poolJson = (
  deps: { store: Pick<Store, "nodes"> },
  request: Pick<BatchRequest, "baseUrl" | "apiVersion">,
  pool: StoredPool,
): object => {
  const nodes = deps.store.nodes.where({ sql: "parent = ?", values: [pool.seq] });
  const { autoScaleEnabled, leaving, ...doc } = pool.doc;
  const dedicated = nodes.filter(({ doc }) => doc.isDedicated).length;
  return {
    ...doc,
    ...referencesOf(doc, request.apiVersion),
    url: poolUrl(request, doc.id),
    currentDedicatedNodes: dedicated,
    currentLowPriorityNodes: nodes.length - dedicated,
    ...(nodes.length > 0 && { currentNodeCommunicationMode: modeOf(doc) }),
  };
};

/** Lists that a pool has only if they have items, except for certificates: recordings of 2024-07-01.20.0 have an empty list of them. */
const referencesOf = (pool: Omit<Pool, "autoScaleEnabled" | "leaving">, apiVersion: ApiVersion) => ({
  applicationPackageReferences: unlessEmpty(pool.applicationPackageReferences),
  metadata: unlessEmpty(pool.metadata),
  userAccounts: unlessEmpty(pool.userAccounts),
  mountConfiguration: unlessEmpty(pool.mountConfiguration),
  certificateReferences: pool.certificateReferences ?? (apiVersion === "2024-07-01.20.0" ? [] : undefined),
});

const unlessEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined =>
  list?.length === 0 ? undefined : list;

/** `default` means `classic`, as in recordings of 2023 and 2024. */
const modeOf = ({ targetNodeCommunicationMode: target }: Pick<Pool, "targetNodeCommunicationMode">) =>
  target === "simplified" ? target : "classic";
