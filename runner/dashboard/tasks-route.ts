import { Transform } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { TaskPage, TaskQuery } from "../../browser/contract/dashboard-tasks.ts";
import { logNames } from "../job/log-files.ts";
import type { DashboardEnvironment } from "./dashboard-environment.ts";
import { notFound, RequestProblem } from "./problem.ts";
import { taskDetail } from "./tasks/task-detail.ts";
import { streamOf, type TaskFiles } from "./tasks/task-files.ts";
import type { WatchedJobs } from "./tasks/watched-jobs.ts";

interface TaskRoutes {
  readonly environment: DashboardEnvironment;
  readonly jobs: WatchedJobs;
  readonly files: TaskFiles;
}

/** Longest time that the first page of a large job waits; the next request has more tasks. */
const patienceMs = 2000;

/** Tasks of jobs, and their files. */
export const taskRoutes = (server: FastifyInstance, routes: TaskRoutes): void => {
  const { environment, jobs, files } = routes;
  server.get<JobPath>("/api/jobs/:job/tasks", async ({ params: { job }, query }): Promise<TaskPage> => {
    const wanted = taskQuery(query);
    const tasks = jobs.of(job);
    await settledWithin(tasks.update(), environment);
    return { ...tasks.table.page(wanted), isLoading: !tasks.isLoaded() };
  });
  server.get<TaskPath>("/api/jobs/:job/tasks/:task", ({ params: { job, task } }) =>
    taskDetail({ clients: environment.clients, files, tasks: jobs.of(job), jobId: job, taskId: task }),
  );
  server.get<FilePath>("/api/jobs/:job/tasks/:task/files/*", async ({ params }, reply) => {
    const { job: jobId, task: taskId, "*": path } = params;
    checkPath(path);
    const task = await environment.clients.batch.getTask(jobId, taskId);
    const file = await files.find({ jobId, taskId, path }, task);
    if (file === undefined) throw notFound("FileNotFound", `task ${taskId} has no file ${path}`);
    const isLog = logNames.some((name) => name === path);
    if (isLog) return sendText(reply, streamOf(file).pipe(redacted(environment.redact)));
    return sendFile(reply, path).header("content-length", file.size).send(streamOf(file));
  });
  server.get<NodePath>("/api/pools/:pool/nodes/:node/files/*", async ({ params }, reply) => {
    const { pool: poolId, node: nodeId, "*": path } = params;
    checkPath(path);
    const text = await environment.clients.batch.readEndOfNodeFile({ poolId, nodeId, path }, mostNodeBytes);
    if (text === undefined) throw notFound("FileNotFound", `node ${nodeId} has no file ${path}`);
    return sendText(reply, environment.redact(text));
  });
};

interface JobPath {
  readonly Params: { readonly job: string };
}
interface TaskPath {
  readonly Params: { readonly job: string; readonly task: string };
}
interface FilePath {
  readonly Params: { readonly job: string; readonly task: string; readonly "*": string };
}
interface NodePath {
  readonly Params: { readonly pool: string; readonly node: string; readonly "*": string };
}

/** The end of a node's file that a page shows. */
const mostNodeBytes = 4 * 1024 * 1024;

/** Waits for an update, but not for long. Throws its error if it fails meanwhile. */
const settledWithin = async (
  update: Promise<void>,
  { clock }: Pick<DashboardEnvironment, "clock">,
): Promise<void> => {
  const end = new AbortController();
  const patience = clock.sleep(patienceMs, end.signal).catch(() => {});
  await Promise.race([update, patience]).finally(() => end.abort());
  // The next request gets the error.
  update.catch(() => {});
};

const checkPath = (path: string): void => {
  const isPlain = path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (isPlain && !path.includes("\\")) return;
  throw new RequestProblem(400, {
    code: "InvalidPath",
    message: `expected the path of a file, got "${path}"`,
  });
};

/** Logs are untrusted: never markup. */
const sendText = (reply: FastifyReply, text: string | Transform): FastifyReply =>
  reply.type("text/plain; charset=utf-8").send(text);

const sendFile = (reply: FastifyReply, path: string): FastifyReply => {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return reply
    .type("application/octet-stream")
    .header("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
};

/** A longer line is redacted in pieces. */
const longestLine = 1024 * 1024;

/** Removes secrets from a text, some lines at a time. */
const redacted = (redact: (text: string) => string): Transform => {
  const decoder = new StringDecoder("utf8");
  let line = "";
  return new Transform({
    transform(bytes, _, done) {
      const text = line + decoder.write(bytes);
      const end =
        text.length > longestLine
          ? Math.max(text.lastIndexOf("\n") + 1, longestLine)
          : text.lastIndexOf("\n") + 1;
      line = text.slice(end);
      done(null, redact(text.slice(0, end)));
    },
    flush(done) {
      done(null, redact(line + decoder.end()));
    },
  });
};

const states: readonly TaskQuery["state"][] = ["active", "running", "succeeded", "failed"];
const sorts: readonly TaskQuery["sort"][] = ["id", "state", "seconds", "node", "started"];

const taskQuery = (query: unknown): TaskQuery => {
  const wordOf = (name: string): string | undefined => {
    const word = typeof query === "object" && query !== null ? Reflect.get(query, name) : undefined;
    return typeof word === "string" && word !== "" ? word : undefined;
  };
  const number = (name: string): number | undefined => {
    const word = wordOf(name);
    if (word === undefined || /^\d{1,9}$/.test(word)) return word === undefined ? undefined : Number(word);
    throw invalidQuery(name, "a number", word);
  };
  const oneOf = <T>(name: string, words: readonly T[]): T | undefined => {
    const word = wordOf(name);
    const found = words.find((known) => known === word);
    if (word === undefined || found !== undefined) return found;
    throw invalidQuery(name, words.join(", "), word);
  };
  return {
    state: oneOf("state", states),
    search: wordOf("search"),
    sort: oneOf("sort", sorts),
    descending: wordOf("descending") === "true",
    offset: number("offset"),
    limit: number("limit"),
  };
};

const invalidQuery = (name: string, expected: string, word: string): RequestProblem =>
  new RequestProblem(400, { code: "InvalidQuery", message: `${name}: expected ${expected}, got "${word}"` });
