import type { BatchClient } from "../../azure/batch-client.ts";
import { logNames } from "../../job/log-files.ts";

/** A log of the start task or the job preparation task on a node. */
export interface NodeLog {
  readonly nodeId: string;
  readonly name: (typeof logNames)[number];
  readonly text: string;
}

type Batch = Pick<BatchClient, "listNodes" | "listPreparations" | "readNodeFile">;

/** Yields the logs of the pool's start task on each node that has started it. */
export const startTaskLogs = async function* (batch: Batch, poolId: string): AsyncGenerator<NodeLog> {
  for (const { id } of await batch.listNodes(poolId)) {
    if (id !== undefined) yield* logsIn(batch, { poolId, nodeId: id, folder: "startup" });
  }
};

/** Yields the logs of the job preparation task on each node that has started it and still exists. */
export const preparationLogs = async function* (
  batch: Batch,
  { jobId, poolId }: { readonly jobId: string; readonly poolId: string },
): AsyncGenerator<NodeLog> {
  for (const { nodeId, folder } of await batch.listPreparations(jobId)) {
    if (folder !== undefined) yield* logsIn(batch, { poolId, nodeId, folder });
  }
};

interface Folder {
  readonly poolId: string;
  readonly nodeId: string;
  /** Relative to the node's root. */
  readonly folder: string;
}

const logsIn = async function* (batch: Batch, { poolId, nodeId, folder }: Folder): AsyncGenerator<NodeLog> {
  for (const name of logNames) {
    const text = await batch.readNodeFile({ poolId, nodeId, path: `${folder}/${name}` });
    if (text !== undefined) yield { nodeId, name, text };
  }
};
