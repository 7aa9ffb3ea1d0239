import type { BatchRequest, ResourceHead } from "../../protocol/batch-request.ts";
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

/** Returns a pool's JSON: its document and its current numbers of nodes. */
export const poolJson = (
  deps: { store: Pick<Store, "nodes"> },
  request: Pick<BatchRequest, "baseUrl">,
  pool: StoredPool,
): object => {
  const nodes = deps.store.nodes.where({ sql: "parent = ?", values: [pool.seq] });
  const { autoScaleEnabled, leaving, ...doc } = pool.doc;
  const dedicated = nodes.filter(({ doc }) => doc.isDedicated).length;
  return {
    ...doc,
    url: poolUrl(request, doc.id),
    currentDedicatedNodes: dedicated,
    currentLowPriorityNodes: nodes.length - dedicated,
  };
};
