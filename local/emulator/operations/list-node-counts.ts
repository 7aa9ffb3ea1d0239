import type { BatchRequest, BatchResult } from "../protocol/batch-request.ts";
import type { ApiVersion } from "../protocol/versions.ts";
import type { Condition } from "../state/documents.ts";
import { list } from "../state/queries/list.ts";
import type { Node, NodeState } from "../state/resource-types.ts";
import type { Batch } from "./operation-context.ts";
import { stateIn } from "./responses/node-json.ts";

// Swagger, NodeCounts: a property for each state, in its own spelling.
const properties: Readonly<Record<NodeState, string>> = {
  creating: "creating",
  deallocated: "deallocated",
  deallocating: "deallocating",
  idle: "idle",
  leavingpool: "leavingPool",
  offline: "offline",
  preempted: "preempted",
  rebooting: "rebooting",
  reimaging: "reimaging",
  running: "running",
  starting: "starting",
  starttaskfailed: "startTaskFailed",
  unknown: "unknown",
  unusable: "unusable",
  upgradingos: "upgradingOS",
  waitingforstarttask: "waitingForStartTask",
};

// First version that counts nodes in a state.
const since: Readonly<Record<string, string>> = {
  upgradingOS: "2024-02-01.19.0",
  deallocated: "2024-07-01.20.0",
  deallocating: "2024-07-01.20.0",
};

const filterable = { poolId: { sql: "id", type: "string", ops: "E" } } as const;

/** A pool that is being deleted only stays for readers of its files. */
const notDeleting = (where: Condition = { sql: "TRUE", values: [] }): Condition => ({
  sql: `(${where.sql}) AND doc ->> 'state' <> 'deleting'`,
  values: where.values,
});

/** Numbers of each pool's nodes by state, at most 10 pools per page, without pools that are being deleted. */
export const listNodeCounts = ({ store }: Pick<Batch, "store">, request: BatchRequest): BatchResult =>
  list(request, {
    metadata: "poolnodecounts",
    filterable,
    most: 10,
    page: (page) => store.pools.page(request.account, { ...page, where: notDeleting(page.where) }),
    idOf: ({ doc }) => doc.id,
    render: (pool) => {
      const nodes = store.nodes.where({ sql: "parent = ?", values: [pool.seq] }).map(({ doc }) => doc);
      const counts = (isDedicated: boolean) =>
        countsOf(
          nodes.filter((node) => node.isDedicated === isDedicated),
          request.apiVersion,
        );
      return { poolId: pool.doc.id, dedicated: counts(true), lowPriority: counts(false) };
    },
  });

const countsOf = (nodes: readonly Node[], apiVersion: ApiVersion): Record<string, number> => {
  const countOf = (name: string) =>
    nodes.filter(({ state }) => properties[stateIn(apiVersion, state)] === name).length;
  const counts = Object.values(properties)
    .filter((name) => apiVersion >= (since[name] ?? ""))
    .map((name) => [name, countOf(name)] as const);
  return { ...Object.fromEntries(counts), total: nodes.length };
};
