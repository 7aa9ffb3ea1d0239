import type { Topic } from "../contract/dashboard.ts";

/** A page of the dashboard, as the address after `#` names it. */
export type Route =
  | { readonly page: "runs" }
  | { readonly page: "run"; readonly jobId: string }
  | { readonly page: "task"; readonly jobId: string; readonly taskId: string; readonly isRun: boolean }
  | { readonly page: "pools" }
  | { readonly page: "pool"; readonly poolId: string }
  | { readonly page: "jobs" }
  | { readonly page: "job"; readonly jobId: string }
  | { readonly page: "unknown"; readonly hash: string };

/** Returns the page of an address such as `#/runs/top-words-1/tasks/a`. An empty address is the page of runs. */
export const parseRoute = (hash: string): Route => {
  const unknown: Route = { page: "unknown", hash };
  const words = decodeWords(hash.replace(/^#?\/?/, ""));
  if (words === undefined) return unknown;
  const [section = "runs", id, tasks, taskId, ...others] = words;
  if (others.length > 0 || words.includes("")) return unknown;
  if (section === "pools" && tasks === undefined)
    return id === undefined ? { page: "pools" } : { page: "pool", poolId: id };
  if (section !== "runs" && section !== "jobs") return unknown;
  const isRun = section === "runs";
  if (id === undefined) return { page: section };
  if (tasks === undefined) return { page: isRun ? "run" : "job", jobId: id };
  return tasks === "tasks" && taskId !== undefined ? { page: "task", jobId: id, taskId, isRun } : unknown;
};

const decodeWords = (path: string): string[] | undefined => {
  try {
    return path === "" ? [] : path.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

const address = (...words: readonly string[]): string => `#/${words.map(encodeURIComponent).join("/")}`;

/** Addresses of pages, for links. */
export const hrefs = {
  runs: address("runs"),
  pools: address("pools"),
  jobs: address("jobs"),
  run: (jobId: string): string => address("runs", jobId),
  job: (jobId: string): string => address("jobs", jobId),
  pool: (poolId: string): string => address("pools", poolId),
  task: (jobId: string, taskId: string, isRun: boolean): string =>
    address(isRun ? "runs" : "jobs", jobId, "tasks", taskId),
};

/** Returns what a page needs from the server. Every page needs the environment, for its header. */
export const topicsOf = (route: Route): readonly Topic[] => ["environment", ...pageTopics(route)];

const pageTopics = (route: Route): readonly Topic[] => {
  switch (route.page) {
    case "runs":
      return ["runs"];
    case "run":
      return [`run/${route.jobId}`];
    case "task":
      return [
        `log/${route.jobId}/${route.taskId}/stdout.txt`,
        `log/${route.jobId}/${route.taskId}/stderr.txt`,
      ];
    case "pools":
    case "pool":
      return ["pools"];
    case "jobs":
      return ["jobs", "schedules"];
    case "job":
      return [`job/${route.jobId}`];
    case "unknown":
      return [];
  }
};
