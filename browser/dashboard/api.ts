import type { ActionResult, Problem } from "../contract/dashboard.ts";
import type { TaskDetail, TaskPage, TaskQuery } from "../contract/dashboard-tasks.ts";

/** Thrown for an answer with a status from 400 on, and when the server doesn't answer. */
class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Returns a path below `api/`, relative to the page's address. */
const path = (...words: readonly string[]): string => ["api", ...words.map(encodeURIComponent)].join("/");

const filePath = (file: string): string => file.split("/").map(encodeURIComponent).join("/");

/** Address of a task's file, such as `stdout.txt`. */
export const taskFileHref = (jobId: string, taskId: string, file: string): string =>
  `${path("jobs", jobId, "tasks", taskId, "files")}/${filePath(file)}`;

/** Address of a run's report. */
export const reportHref = (jobId: string): string => path("runs", jobId, "report");

export const nodeFileHref = (poolId: string, nodeId: string, file: string): string =>
  `${path("pools", poolId, "nodes", nodeId, "files")}/${filePath(file)}`;

/** @throws ProblemError */
export const fetchTasks = (jobId: string, query: TaskQuery, signal?: AbortSignal): Promise<TaskPage> => {
  const defined = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return fetchJson(
    `${path("jobs", jobId, "tasks")}?${new URLSearchParams(defined.map(([k, v]) => [k, String(v)]))}`,
    {
      signal,
    },
  );
};

/** @throws ProblemError */
export const fetchTask = (jobId: string, taskId: string, signal?: AbortSignal): Promise<TaskDetail> =>
  fetchJson(path("jobs", jobId, "tasks", taskId), { signal });

/** @throws ProblemError */
export const fetchNodeFile = async (
  poolId: string,
  nodeId: string,
  file: string,
  signal?: AbortSignal,
): Promise<string> => (await request(nodeFileHref(poolId, nodeId, file), { signal })).text();

/** Actions, by the path that they are sent to. */
export const actions = {
  cancel: (jobId: string): Promise<ActionResult> => post("jobs", jobId, "cancel"),
  retry: (jobId: string): Promise<ActionResult> => post("runs", jobId, "retry"),
  download: (jobId: string): Promise<ActionResult> => post("runs", jobId, "download"),
  /** Evaluates the pool's formula, or another one without applying it. */
  evaluate: (poolId: string, formula?: string): Promise<ActionResult> =>
    postJson({ formula }, "pools", poolId, "evaluate"),
};

const post = (...words: readonly string[]): Promise<ActionResult> => postJson({}, ...words);

const postJson = (body: object, ...words: readonly string[]): Promise<ActionResult> =>
  fetchJson(path(...words), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const fetchJson = async <T>(url: string, init: RequestInit): Promise<T> => (await request(url, init)).json();

const request = async (url: string, init: RequestInit): Promise<Response> => {
  const answer = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw new ProblemError({ code: "NoConnection", message: "The dashboard's server doesn't answer." });
  });
  if (answer.ok) return answer;
  throw new ProblemError(await problemOf(answer));
};

const problemOf = async (answer: Response): Promise<Problem> => {
  const fallback = {
    code: `HTTP ${answer.status}`,
    message: `The server answered ${answer.status} ${answer.statusText}.`,
  };
  try {
    const body: unknown = await answer.json();
    return isProblem(body) ? body : fallback;
  } catch {
    return fallback;
  }
};

const isProblem = (body: unknown): body is Problem =>
  typeof body === "object" && body !== null && "code" in body && "message" in body;

/** Returns the problem of a failed request. */
export const problemFrom = (error: unknown): Problem =>
  error instanceof ProblemError ? error.problem : { code: "Error", message: String(error) };
