import { existsSync } from "node:fs";
import { taskDirOf } from "../../cluster/deadlines.ts";
import { nodeDir } from "../../cluster/directories.ts";
import type { BatchRequest } from "../../protocol/batch-request.ts";
import { BatchError } from "../../protocol/errors.ts";
import { checkNodeReady } from "../checks/check-node.ts";
import { nodeOf, taskOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";
import { nodeUrl } from "../responses/pool-json.ts";
import { taskUrl } from "../responses/task-json.ts";
import type { FileRoot } from "./files.ts";

/**
 * Returns the directory of the path's task.
 *
 * @throws BatchError OperationInvalidForCurrentState, TaskFilesUnavailable or TaskFilesCleanedup if it has no files.
 */
export const taskFiles = (batch: Pick<Batch, "store" | "dir">, request: BatchRequest): FileRoot => {
  const { job, task } = taskOf(batch, request);
  if (task.state === "active" || task.node === null)
    throw new BatchError("OperationInvalidForCurrentState", {
      Reason: `The files of the specified task cannot be accessed as the task state is still ${task.state}`,
    });
  const dir = taskDirOf(batch, task);
  if (dir === undefined) throw new BatchError("TaskFilesUnavailable");
  if (task.state === "completed" && !existsSync(dir)) throw new BatchError("TaskFilesCleanedup");
  return { dir, url: `${taskUrl(request, job.doc.id, task.id)}/files` };
};

/** Returns the root directory of the path's node. Throws NodeNotReady for a node that can't answer. */
export const nodeFiles = (batch: Pick<Batch, "store" | "dir">, request: BatchRequest): FileRoot => {
  const { pool, node } = nodeOf(batch, request);
  checkNodeReady(node.doc);
  return {
    dir: nodeDir(batch.dir, { account: request.account, pool: pool.doc.id, id: node.doc.id }),
    url: `${nodeUrl(request, pool.doc.id, node.doc.id)}/files`,
  };
};
