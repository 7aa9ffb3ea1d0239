import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A stand-in for Batch and Blob Storage in which tasks complete by the clock and outputs are made up, so that a runner can
 * be measured with more tasks than this machine could run. `node fake-cloud.ts <tasks a second>` prints its port; on
 * SIGTERM it prints how often each kind of call came.
 */
const rate = Number(process.argv[2] ?? 1000);
const pageSize = 1000;
const tasks: string[] = [];
const blobs = new Map<string, Buffer>();
const calls = new Map<string, number>();
let job: { onAllTasksComplete: string } | undefined;
let startedAt = Number.POSITIVE_INFINITY;

const json = (response: ServerResponse, status: number, body?: unknown): void => {
  response.writeHead(status, { "content-type": "application/json;odata=minimalmetadata" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
};

const completedCount = (): number =>
  Math.max(0, Math.min(tasks.length, Math.floor(((Date.now() - startedAt) / 1000) * rate)));

const isOver = (): boolean => job?.onAllTasksComplete === "terminatejob" && completedCount() === tasks.length;

const completedAt = (index: number): number => startedAt + ((index + 1) / rate) * 1000;

const taskJson = (index: number) => ({
  id: tasks[index],
  state: "completed",
  stateTransitionTime: new Date(completedAt(index)).toISOString(),
  executionInfo: {
    startTime: new Date(completedAt(index) - 100).toISOString(),
    endTime: new Date(completedAt(index)).toISOString(),
    exitCode: 0,
    result: "success",
    retryCount: 0,
    requeueCount: 0,
  },
  nodeInfo: { nodeId: "tvmps_0000000000000000000000000000000000000000000000000000000000000000_d" },
});

const listTasks = (url: URL, response: ServerResponse): void => {
  const filter = url.searchParams.get("$filter") ?? "";
  if (filter.includes("ne 'completed'") || filter.includes("eq 'active'"))
    return json(response, 200, { value: [] });
  const since = Date.parse(/DateTime'([^']*)'/.exec(filter)?.[1] ?? "1970-01-01");
  const first = Math.max(0, Math.ceil(((since - startedAt) / 1000) * rate) - 1);
  const from = Number(url.searchParams.get("$skiptoken") ?? first);
  const to = Math.min(completedCount(), from + pageSize);
  const value = Array.from({ length: Math.max(0, to - from) }, (_, i) => taskJson(from + i));
  url.searchParams.set("$skiptoken", String(to));
  json(response, 200, { value, ...(to < completedCount() ? { "odata.nextLink": url.href } : {}) });
};

const batch = (method: string, url: URL, body: Buffer, response: ServerResponse): void => {
  const what = `${method} ${url.pathname.replace(/\/jobs\/[^/]+/, "/jobs/x")}`;
  if (what === "POST /jobs") {
    job = { onAllTasksComplete: "noaction" };
    return json(response, 201);
  }
  if (what === "GET /jobs/x") {
    if (job === undefined) return json(response, 404, { code: "JobNotFound", message: { value: "no job" } });
    return json(response, 200, { id: "x", ...job, state: isOver() ? "completed" : "active" });
  }
  if (what === "POST /jobs/x/addtaskcollection") {
    const added: { id: string }[] = JSON.parse(body.toString()).value;
    for (const { id } of added) tasks.push(id);
    return json(response, 200, { value: added.map(({ id }) => ({ status: "Success", taskId: id })) });
  }
  if (what === "PATCH /jobs/x") {
    Object.assign(job ?? {}, JSON.parse(body.toString()));
    startedAt = Date.now();
    return json(response, 200);
  }
  if (what === "GET /jobs/x/taskcounts") {
    const completed = completedCount();
    const running = Math.min(100, tasks.length - completed);
    const counts = {
      active: tasks.length - completed - running,
      running,
      completed,
      succeeded: completed,
      failed: 0,
    };
    return json(response, 200, { taskCounts: counts, taskSlotCounts: counts });
  }
  if (what === "GET /jobs/x/tasks") return listTasks(url, response);
  if (what === "DELETE /jobs/x") return json(response, 202);
  if (/^GET \/pools\/[^/]+\/nodes$/.test(what))
    return json(response, 200, { value: [{ id: "n", state: "running" }] });
  if (/^GET \/pools\//.test(what)) return json(response, 200, { id: "pool", allocationState: "steady" });
  json(response, 501, { code: "NotImplemented", message: { value: what } });
};

/** Blobs of the output container: each one is there and says `result`. */
const result = Buffer.from("result");

const storage = (method: string, url: URL, body: Buffer, response: ServerResponse): void => {
  if (url.searchParams.get("comp") === "list") {
    response.writeHead(200, { "content-type": "application/xml" });
    response.end('<?xml version="1.0"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>');
    return;
  }
  if (method === "PUT") {
    blobs.set(url.pathname, url.pathname.startsWith("/acct/input/") ? Buffer.alloc(0) : body);
    response.writeHead(201, { "last-modified": new Date(0).toUTCString(), etag: "0x1" }).end();
    return;
  }
  const found = url.pathname.startsWith("/acct/output/") ? result : blobs.get(url.pathname);
  if (found === undefined) {
    response.writeHead(404, { "x-ms-error-code": "BlobNotFound" }).end();
    return;
  }
  response.writeHead(200, {
    "content-length": found.length,
    "content-md5": createHash("md5").update(found).digest("base64"),
    "last-modified": new Date(0).toUTCString(),
    etag: "0x1",
  });
  response.end(method === "HEAD" ? undefined : found);
};

const kindOf = (method: string, path: string): string =>
  path.startsWith("/acct/")
    ? `${method} blob of ${path.split("/")[2]}`
    : `${method} ${path.replace(/^(\/(?:jobs|pools))\/[^/]+/, "$1/…")}`;

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = "", url = "" } = request;
  const target = new URL(url, `http://${request.headers.host}`);
  const kind = kindOf(method, target.pathname);
  calls.set(kind, (calls.get(kind) ?? 0) + 1);
  const answer = target.pathname.startsWith("/acct/") ? storage : batch;
  answer(method, target, Buffer.concat(chunks), response);
};

const server = createServer((request, response) => void handle(request, response));
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(port);
});
process.on("SIGTERM", () => {
  console.log(JSON.stringify(Object.fromEntries(calls)));
  process.exit(0);
});
