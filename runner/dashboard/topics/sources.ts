import { logNames } from "../../job/log-files.ts";
import type { DashboardEnvironment } from "../dashboard-environment.ts";
import { isId } from "../ids.ts";
import type { TaskFiles } from "../tasks/task-files.ts";
import type { WatchedJobs } from "../tasks/watched-jobs.ts";
import type { Source } from "../topic.ts";
import { jobSource, jobsSource, schedulesSource } from "./jobs.ts";
import { logSource } from "./log.ts";
import { createPoolHistory, poolsSource } from "./pools.ts";
import { runSource } from "./run.ts";
import { runsSource } from "./runs.ts";

interface SourceParts {
  readonly environment: DashboardEnvironment;
  readonly jobs: WatchedJobs;
  readonly files: TaskFiles;
}

/** Returns a function that creates the source of a topic; undefined if no topic has the name. */
export const topicSources = (parts: SourceParts): ((topic: string) => Source<unknown> | undefined) => {
  const { clients, clock, runs, view, nodePrice } = parts.environment;
  const { batch } = clients;
  const history = createPoolHistory();
  const plain: Readonly<Record<string, () => Source<unknown>>> = {
    environment: () => ({ look: async () => view, isFinal: () => true }),
    runs: () => runsSource({ runs, batch, poolId: view.poolId, nodePrice, clock }),
    pools: () => poolsSource({ batch, clock, history, nodePrice }),
    jobs: () => jobsSource(batch),
    schedules: () => schedulesSource(batch),
  };
  return (topic) => (Object.hasOwn(plain, topic) ? plain[topic]?.() : sourceOfPath(topic.split("/"), parts));
};

const sourceOfPath = (
  [kind, jobId = "", taskId = "", file, ...rest]: readonly string[],
  { environment, jobs, files }: SourceParts,
): Source<unknown> | undefined => {
  const { clients, clock, runs } = environment;
  const { batch } = clients;
  if (!isId(jobId) || (taskId !== "" && !isId(taskId)) || rest.length > 0) return undefined;
  if (kind === "job" && taskId === "") return jobSource(batch, jobId);
  if (kind === "run" && taskId === "") {
    const labelOf = (task: string) => jobs.known(jobId)?.table.labelOf(task);
    return runSource({ runs, batch, clock, jobId, labelOf });
  }
  const name = logNames.find((known) => known === file);
  if (kind !== "log" || taskId === "" || name === undefined) return undefined;
  const getTask = (job: string, task: string) => batch.getTask(jobs.known(job)?.storedIn(task) ?? job, task);
  return logSource({ files, getTask, jobId, taskId, name });
};
