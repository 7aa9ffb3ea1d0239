import { existsSync } from "node:fs";
import { taskDirOf } from "../nodes/deadlines.ts";
import { nodeDir } from "../nodes/directories.ts";
import type { Batch } from "./batch.ts";
import { BatchError } from "./errors.ts";
import type { FileRoot } from "./files.ts";
import { nodeOf, taskOf } from "./lookup.ts";
import type { BatchRequest } from "./request.ts";
import { nodeUrl } from "./wire/pool.ts";
import { taskUrl } from "./wire/task.ts";

/** The directory of the path's task, or why its files cannot be had. */
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

/** The root directory of the path's node. */
export const nodeFiles = (batch: Pick<Batch, "store" | "dir">, request: BatchRequest): FileRoot => {
  const { pool, node } = nodeOf(batch, request);
  return {
    dir: nodeDir(batch.dir, { account: request.account, pool: pool.doc.id, id: node.doc.id }),
    url: `${nodeUrl(request, pool.doc.id, node.doc.id)}/files`,
  };
};
