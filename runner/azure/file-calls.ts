import { buffer, text as readText } from "node:stream/consumers";
import type { BatchServiceClient } from "@azure/batch";
import type { SdkCall } from "./sdk-call.ts";
import { ServiceError } from "./service-error.ts";

export interface NodeFile {
  readonly poolId: string;
  readonly nodeId: string;
  readonly path: string;
}

export interface TaskFile {
  readonly jobId: string;
  readonly taskId: string;
  /** Relative to the task's folder, such as `stdout.txt` or `wd/out.txt`. */
  readonly path: string;
}

/** Bytes from `start` to `end`, both included. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Reads files on nodes. Undefined if the file, its task or the node doesn't exist, or if the task has not run. */
export interface FileCalls {
  /** Text of a file below the node's root folder. */
  readonly readNodeFile: (file: NodeFile) => Promise<string | undefined>;
  /** Bytes. */
  readonly getTaskFileSize: (file: TaskFile) => Promise<number | undefined>;
  readonly readTaskFile: (file: TaskFile, range: ByteRange) => Promise<Buffer | undefined>;
}

export const fileCalls = ({ file: files }: BatchServiceClient, call: SdkCall): FileCalls => ({
  readNodeFile: ({ poolId, nodeId, path }) => {
    const text = call(async (options) => {
      const file = await files.getFromComputeNode(poolId, nodeId, path, options);
      return file.readableStreamBody === undefined ? "" : readText(file.readableStreamBody);
    });
    return text.catch(undefinedIfGone);
  },
  getTaskFileSize: ({ jobId, taskId, path }) => {
    const properties = call((options) => files.getPropertiesFromTask(jobId, taskId, path, options));
    return properties.then(({ contentLength = 0 }) => contentLength).catch(undefinedIfGone);
  },
  readTaskFile: ({ jobId, taskId, path }, { start, end }) => {
    const fileGetFromTaskOptions = { ocpRange: `bytes=${start}-${end}` };
    const content = call(async (options) => {
      const file = await files.getFromTask(jobId, taskId, path, { ...options, fileGetFromTaskOptions });
      return file.readableStreamBody === undefined ? Buffer.alloc(0) : buffer(file.readableStreamBody);
    });
    return content.catch(undefinedIfGone);
  },
});

/**
 * For `catch`: returns undefined if the job, task, node or file doesn't exist (404) or the task's files don't (409
 * TaskFilesUnavailable, TaskFilesCleanedup). Checks the status because an answer to HEAD has no body.
 */
const undefinedIfGone = (error: unknown): undefined => {
  if (!(error instanceof ServiceError) || (error.status !== 404 && error.status !== 409)) throw error;
};
