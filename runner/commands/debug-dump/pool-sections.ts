import type { StackOutputs } from "../../../infra/outputs.ts";
import type { Clients } from "../../azure/clients.ts";
import { startTaskLogs } from "../logs/node-logs.ts";
import { type DumpFile, pathPart, type Section } from "./dump-file.ts";
import { excerptOf } from "./excerpt.ts";

/** Most nodes: a pool may have thousands. */
const mostNodes = 100;
/** Most logs of start tasks: two per node. */
const mostLogs = 20;

interface PoolRequest {
  readonly clients: Pick<Clients, "batch">;
  readonly outputs: Pick<StackOutputs, "poolId">;
}

/** Returns what Batch has about the pool and its nodes. */
export const poolSections = (request: PoolRequest): Section[] => [
  { about: "the pool and its nodes, from Batch", files: () => pool(request) },
  { about: "logs of the start task", files: () => startTask(request) },
];

const pool = async function* ({
  clients: { batch },
  outputs: { poolId },
}: PoolRequest): AsyncGenerator<DumpFile> {
  const found = await batch.getPool(poolId);
  yield { path: "pool.json", json: found ?? "no such pool" };
  if (found === undefined) return;
  const nodes = await batch.listNodes(poolId);
  yield {
    path: "nodes.json",
    json: { count: nodes.length, nodes: nodes.slice(0, mostNodes) },
  };
};

const startTask = async function* ({
  clients: { batch },
  outputs: { poolId },
}: PoolRequest): AsyncGenerator<DumpFile> {
  if ((await batch.getPool(poolId)) === undefined) return;
  let count = 0;
  for await (const { nodeId, name, text } of startTaskLogs(batch, poolId)) {
    if (count++ === mostLogs) return;
    yield { path: `nodes/${pathPart(nodeId)}/start-task-${name}`, text: await excerptOf(text) };
  }
};
