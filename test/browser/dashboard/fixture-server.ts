import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type {
  ActionResult,
  Problem,
  Topic,
  TopicEvent,
  Topics,
} from "../../../browser/contract/dashboard.ts";
import type { TaskDetail, TaskPage, TaskRow } from "../../../browser/contract/dashboard-tasks.ts";
import { pageAssets } from "../../../runner/pages/page-assets.ts";

/** A server with the dashboard's page, and states that a real environment has rarely. */
export interface FixtureServer {
  readonly origin: string;
  /** Sets a topic's value, for present and later pages. */
  readonly publish: <Name extends Topic>(topic: Name, value: Topics[Name]) => void;
  readonly publishProblem: (topic: Topic, problem: Problem) => void;
  /** Tasks of all jobs. */
  tasks: readonly TaskRow[];
  details: (task: TaskRow) => TaskDetail;
  /** Answer to the next actions. */
  answer: ActionResult | Problem;
  /** Paths of the actions that were received. */
  readonly posts: string[];
  /** Bodies of the posts. */
  readonly bodies: string[];
  /** Queries for tasks, in order. */
  readonly queries: string[];
  /** Ends all streams and answers all requests for data with this status until the next call. */
  readonly refuseStreams: (status: number | undefined) => void;
  /** Topics of the open streams. */
  readonly streams: () => readonly (readonly string[])[];
  readonly close: () => Promise<void>;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>azbatch</title>
<link rel="stylesheet" href="/app.css"><script src="/app.js" defer></script></head>
<body></body>
</html>`;

export const startFixtureServer = async (): Promise<FixtureServer> => {
  const { script, style } = await pageAssets("dashboard");
  const events = new Map<string, TopicEvent>();
  const streams = new Map<ServerResponse, readonly string[]>();
  let streamStatus: number | undefined;
  const send = (event: TopicEvent): void => {
    events.set(event.topic, event);
    for (const [stream, topics] of streams) if (topics.includes(event.topic)) write(stream, event);
  };
  const openStream = (url: URL, response: ServerResponse): void => {
    const topics = url.searchParams.getAll("topic");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": open\n\n");
    streams.set(response, topics);
    response.on("close", () => streams.delete(response));
    for (const topic of topics) {
      const event = events.get(topic);
      if (event !== undefined) write(response, event);
    }
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
      "/": ["text/html", html],
      "/app.js": ["text/javascript", script],
      "/app.css": ["text/css", style],
    };
    const file = files[url.pathname];
    if (file !== undefined)
      return response
        .writeHead(200, { "content-type": file[0], "content-security-policy": policy })
        .end(file[1]);
    if (url.pathname === "/api/events" && streamStatus === undefined) return openStream(url, response);
    const answer = streamStatus === undefined ? answerTo(fixture, request, url) : refusal(streamStatus);
    const isText = typeof answer.body === "string";
    response.writeHead(answer.status, { "content-type": isText ? "text/plain" : "application/json" });
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const fixture: FixtureServer = {
    origin: `http://127.0.0.1:${port}`,
    publish: (topic, value) => send({ topic, value }),
    publishProblem: (topic, problem) => send({ topic, problem }),
    tasks: [],
    details: (task) => ({
      ...task,
      commandLine: "",
      inputs: [],
      retryCount: 0,
      requeueCount: 0,
      variables: [],
      files: [],
    }),
    answer: { message: "Done." },
    posts: [],
    bodies: [],
    queries: [],
    refuseStreams: (status) => {
      streamStatus = status;
      if (status !== undefined) for (const stream of streams.keys()) stream.end();
    },
    streams: () => [...streams.values()],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fixture;
};

const write = (stream: ServerResponse, event: TopicEvent): void =>
  void stream.write(`data: ${JSON.stringify(event)}\n\n`);

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const refusal = (status: number): Answer => ({ status, body: { code: "Refused", message: "refused" } });

const answerTo = (fixture: FixtureServer, request: IncomingMessage, url: URL): Answer => {
  const words = url.pathname.split("/").slice(2).map(decodeURIComponent);
  if (request.method === "POST") {
    fixture.posts.push(words.join("/"));
    request.setEncoding("utf8").on("data", (text) => fixture.bodies.push(text));
    return { status: "code" in fixture.answer ? 409 : 200, body: fixture.answer };
  }
  if (words.at(-1) === "tasks") {
    fixture.queries.push(url.search);
    return { status: 200, body: pageOf(fixture.tasks, url.searchParams) };
  }
  if (words.includes("files")) return { status: 200, body: `content of ${words.slice(5).join("/")}\n` };
  const task = fixture.tasks.find(({ id }) => id === words[3]);
  if (task !== undefined) return { status: 200, body: fixture.details(task) };
  return { status: 404, body: { code: "TaskNotFound", message: "the job has no such task" } };
};

const pageOf = (tasks: readonly TaskRow[], query: URLSearchParams): TaskPage => {
  const search = query.get("search") ?? "";
  const state = query.get("state");
  const matching = tasks.filter(
    (task) =>
      (state === null || task.state === state) && `${task.id} ${task.label} ${task.nodeId}`.includes(search),
  );
  const sorted =
    query.get("sort") === "seconds"
      ? matching.toSorted((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0))
      : matching;
  const ordered = query.get("descending") === "true" ? sorted.toReversed() : sorted;
  const offset = Number(query.get("offset") ?? 0);
  return {
    total: tasks.length,
    matching: matching.length,
    tasks: ordered.slice(offset, offset + Number(query.get("limit") ?? 100)),
  };
};
