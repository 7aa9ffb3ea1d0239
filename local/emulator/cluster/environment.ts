import { join } from "node:path";
import type { NameValue } from "../state/task-types.ts";

/** The node that a process runs on. */
interface Surroundings {
  readonly account: string;
  /** URL without a trailing slash. */
  readonly endpoint: string;
  readonly pool: string;
  readonly node: string;
  readonly isDedicated: boolean;
  readonly nodeDir: string;
}

// PATH of a node's image. This process's environment is never passed on: it may contain secrets.
export const basePath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Environment variables of each process on a node. https://learn.microsoft.com/azure/batch/batch-compute-node-environment-variables */
export const nodeEnvironment = (where: Surroundings): Record<string, string> => ({
  PATH: basePath,
  LANG: "C.UTF-8",
  AZ_BATCH_ACCOUNT_NAME: where.account,
  // Azure's value ends with a slash, contrary to its documentation.
  AZ_BATCH_ACCOUNT_URL: `${where.endpoint}/`,
  AZ_BATCH_POOL_ID: where.pool,
  AZ_BATCH_NODE_ID: where.node,
  AZ_BATCH_NODE_IS_DEDICATED: String(where.isDedicated),
  AZ_BATCH_NODE_ROOT_DIR: where.nodeDir,
  AZ_BATCH_NODE_SHARED_DIR: join(where.nodeDir, "shared"),
  AZ_BATCH_NODE_STARTUP_DIR: join(where.nodeDir, "startup"),
  AZ_BATCH_NODE_STARTUP_WORKING_DIR: join(where.nodeDir, "startup", "wd"),
  AZ_BATCH_NODE_MOUNTS_DIR: join(where.nodeDir, "fsmounts"),
});

/** Returns a process's environment: the node's, its directory and user, and the settings of job and task. */
export const taskEnvironment = (
  node: Readonly<Record<string, string>>,
  task: {
    readonly dir: string;
    readonly user: string;
    readonly job?: {
      readonly id: string;
      readonly taskId: string;
      readonly preparationDir?: string;
      /** Authenticates the task for operations on its job. */
      readonly token?: string;
    };
    /** Later settings override earlier ones. */
    readonly settings: readonly (readonly NameValue[] | undefined)[];
  },
): Record<string, string> => {
  const wd = join(task.dir, "wd");
  const environment: Record<string, string> = {
    ...node,
    PATH: `${node.PATH}:${node.AZ_BATCH_NODE_SHARED_DIR}:${wd}`,
    HOME: wd,
    PWD: wd,
    USER: task.user,
    AZ_BATCH_TASK_DIR: task.dir,
    AZ_BATCH_TASK_WORKING_DIR: wd,
    AZ_BATCH_CERTIFICATES_DIR: join(task.dir, "certs"),
    AZ_BATCH_TASK_USER: task.user,
    AZ_BATCH_TASK_USER_IDENTITY: task.job === undefined ? "TaskNonAdmin" : "PoolNonAdmin",
  };
  if (task.job !== undefined) {
    environment.AZ_BATCH_JOB_ID = task.job.id;
    environment.AZ_BATCH_TASK_ID = task.job.taskId;
  }
  if (task.job?.token !== undefined) environment.AZ_BATCH_AUTHENTICATION_TOKEN = task.job.token;
  if (task.job?.preparationDir !== undefined) {
    environment.AZ_BATCH_JOB_PREP_DIR = task.job.preparationDir;
    environment.AZ_BATCH_JOB_PREP_WORKING_DIR = join(task.job.preparationDir, "wd");
  }
  for (const settings of task.settings) {
    for (const { name, value } of settings ?? []) environment[name] = value ?? "";
  }
  return environment;
};
