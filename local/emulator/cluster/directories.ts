import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Where a node is, under the service's directory. Ids were checked when their resources were added, so they are plain names. */
export const nodeDir = (root: string, node: { account: string; pool: string; id: string }): string =>
  join(root, "nodes", node.account, node.pool, node.id);

/** A task's directory relative to its node's, always with `/`: Azure shows it as `taskRootDirectory`. */
export const taskPath = (jobId: string, taskId: string): string => {
  // A job of a schedule is called `<schedule>:job-<number>`.
  const [workItem = "", job = "job-1"] = jobId.split(":");
  return `workitems/${workItem}/${job}/${taskId}`;
};

/** The directory of the node that a task's directory is on. */
export const nodeDirOf = (taskDir: string): string => join(taskDir, "../../../..");

export const jobPath = (jobId: string): string => `workitems/${jobId.replace(":", "/")}`;

/** The directories that each node has. https://learn.microsoft.com/azure/batch/files-and-directories */
export const nodeDirectories = [
  "applications",
  "fsmounts",
  "shared",
  "startup/wd",
  "volatile",
  "workitems",
] as const;

/**
 * Removes a directory with all that is in it; fine if it is gone. What is still being written into it, by a process that
 * is just ending, makes the removal of a directory fail: it is tried again for half a second. What a task has closed, as Go
 * does with the modules that it keeps, is opened first; Azure's agent is root, and need not ask.
 */
export const removeDirectory = async (dir: string): Promise<void> => {
  try {
    await remove(dir);
  } catch (error) {
    if (!isDenied(error)) throw error;
    await open(dir);
    await remove(dir);
  }
};

const remove = (dir: string): Promise<void> =>
  rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });

const isDenied = (error: unknown): boolean => hasCode(error, "EACCES");

/** The removal that failed at one place goes on at others: what is gone meanwhile is fine. */
const open = async (dir: string): Promise<void> => {
  try {
    await chmod(dir, 0o700);
    const entries = await readdir(dir, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) await open(join(dir, entry.name));
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
