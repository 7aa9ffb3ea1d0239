import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Returns a node's directory below the service's. Ids are plain names: they were validated when added. */
export const nodeDir = (root: string, node: { account: string; pool: string; id: string }): string =>
  join(root, "nodes", node.account, node.pool, node.id);

/** Returns a task's directory relative to its node's, always with `/`: Azure's `taskRootDirectory`. */
export const taskPath = (jobId: string, taskId: string): string => {
  // The id of a job schedule's job is `<schedule>:job-<number>`.
  const [workItem = "", job = "job-1"] = jobId.split(":");
  return `workitems/${workItem}/${job}/${taskId}`;
};

/** Returns the directory of the node that contains a task's directory. */
export const nodeDirOf = (taskDir: string): string => join(taskDir, "../../../..");

export const jobPath = (jobId: string): string => `workitems/${jobId.replace(":", "/")}`;

/** Directories of each node. https://learn.microsoft.com/azure/batch/files-and-directories */
export const nodeDirectories = [
  "applications",
  "fsmounts",
  "shared",
  "startup",
  "volatile/startup",
  "workitems",
] as const;

/**
 * Removes a directory with its contents, if it exists. Retries for half a second, because a process that is ending may still
 * write into it. Adds missing permissions, for example of Go's module cache; Azure's agent is root and doesn't need them.
 */
export const removeDirectory = async (dir: string): Promise<void> => {
  try {
    await remove(dir);
  } catch (error) {
    if (!isDenied(error)) throw error;
    await makeWritable(dir);
    await remove(dir);
  }
};

const remove = (dir: string): Promise<void> =>
  rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });

const isDenied = (error: unknown): boolean => hasCode(error, "EACCES");

/** Makes all directories writable. The failed removal continues meanwhile, so directories may disappear. */
const makeWritable = async (dir: string): Promise<void> => {
  try {
    await chmod(dir, 0o700);
    const entries = await readdir(dir, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(dir, entry.name));
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
