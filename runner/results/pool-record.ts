import type { RunNode } from "./run-node.ts";

/** The fields of Batch's nodes that a record keeps. */
interface SeenNode {
  readonly id?: string | undefined;
  readonly state?: string | undefined;
  readonly stateTransitionTime?: Date | undefined;
  readonly isDedicated?: boolean | undefined;
  readonly allocationTime?: Date | undefined;
  readonly lastBootTime?: Date | undefined;
  readonly startTaskInfo?: { readonly startTime?: Date; readonly endTime?: Date } | undefined;
}

/** A job preparation task on a node. */
interface SeenPreparation {
  readonly nodeId: string;
  readonly startTime?: Date | undefined;
  readonly endTime?: Date | undefined;
}

/** The image of a pool's nodes: of the marketplace, or a resource. */
interface SeenPool {
  readonly virtualMachineConfiguration?:
    | {
        readonly imageReference?: {
          readonly publisher?: string;
          readonly offer?: string;
          readonly sku?: string;
          readonly version?: string;
          readonly virtualMachineImageId?: string;
        };
      }
    | undefined;
}

export interface PoolRecord {
  readonly seePool: (pool: SeenPool) => void;
  /** Records the nodes of the pool at this moment. Recorded nodes that are not among them have left. */
  readonly seeNodes: (nodes: readonly SeenNode[], now: Date) => void;
  readonly seePreparations: (preparations: readonly SeenPreparation[]) => void;
  /** The image as `publisher:offer:sku:version`, or the end of its resource id; undefined if the pool was not seen. */
  readonly image: () => string | undefined;
  /** All nodes, in the order in which they were seen first; undefined if none was seen. */
  readonly nodes: () => readonly RunNode[] | undefined;
}

/** Most nodes of a record: the first line of a stored report contains them. Later nodes are left out. */
const mostNodes = 1000;

/** Returns an empty record of a pool during a run. */
export const poolRecord = (): PoolRecord => {
  let image: string | undefined;
  const records = new Map<string, RunNode>();
  const lastSeen = new Map<string, string>();
  return {
    seePool: (pool) => {
      image = imageOf(pool);
    },
    seeNodes: (nodes, now) => {
      const present = new Set<string>();
      for (const node of nodes) {
        const { id } = node;
        if (id === undefined || (records.size >= mostNodes && !records.has(id))) continue;
        present.add(id);
        records.set(id, { ...records.get(id), ...recordOf(id, node, now) });
        lastSeen.set(id, now.toISOString());
      }
      for (const [id, record] of records)
        if (!present.has(id) && record.leftAt === undefined)
          records.set(id, { ...record, leftAt: lastSeen.get(id) });
    },
    seePreparations: (preparations) => {
      for (const { nodeId, startTime, endTime } of preparations) {
        const record = records.get(nodeId);
        if (record === undefined) continue;
        const preparationStartedAt = startTime?.toISOString();
        records.set(nodeId, { ...record, preparationStartedAt, preparationEndedAt: endTime?.toISOString() });
      }
    },
    image: () => image,
    nodes: () => (records.size === 0 ? undefined : [...records.values()]),
  };
};

const imageOf = ({ virtualMachineConfiguration }: SeenPool): string | undefined => {
  const {
    publisher,
    offer,
    sku,
    version = "latest",
    virtualMachineImageId,
  } = virtualMachineConfiguration?.imageReference ?? {};
  if (virtualMachineImageId !== undefined)
    return /galleries\/.*|images\/.*/i.exec(virtualMachineImageId)?.[0] ?? "custom";
  return offer === undefined ? undefined : `${publisher}:${offer}:${sku}:${version}`;
};

/** A preempted node stays in the pool for a while, or comes back under the same id. */
const recordOf = (id: string, node: SeenNode, now: Date): RunNode => {
  const { state, stateTransitionTime, allocationTime, lastBootTime, startTaskInfo } = node;
  return {
    id,
    isSpot: node.isDedicated === false,
    allocatedAt: allocationTime?.toISOString(),
    bootedAt: lastBootTime?.toISOString(),
    startTaskStartedAt: startTaskInfo?.startTime?.toISOString(),
    startTaskEndedAt: startTaskInfo?.endTime?.toISOString(),
    state,
    leftAt: state === "preempted" ? (stateTransitionTime ?? now).toISOString() : undefined,
  };
};
