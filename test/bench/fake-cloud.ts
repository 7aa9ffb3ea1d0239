import { hash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * A fake of Batch and Blob Storage that runs nothing: tasks complete by the clock and all outputs have the same content. It
 * measures the runner with more tasks than this machine can run. `node fake-cloud.ts <tasks per second>` prints its port, and
 * on SIGTERM the number of calls of each kind.
 */
const rate = Number(process.argv[2] ?? 1000);
const pageSize = 1000;
const tasks: string[] = [];
/** Names of the blobs that tasks have written. */
const outputs: string[] = [];
/** Contents of `.batch-hashes` files, by their path in the output container. */
const hashes = new Map<string, string>();
const blobs = new Map<string, Buffer>();
const calls = new Map<string, number>();
let job: { onAllTasksComplete: string } | undefined;
let startedAt = Number.POSITIVE_INFINITY;

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Record<string, string | number>;
  readonly body?: Buffer | string;
}

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

const listTasks = (url: URL): Answer => {
  const filter = url.searchParams.get("$filter") ?? "";
  if (!filter.startsWith("state eq 'completed'")) return { status: 200, json: { value: [] } };
  const since = Date.parse(/DateTime'([^']*)'/.exec(filter)?.[1] ?? "1970-01-01");
  const first = Math.max(0, Math.ceil(((since - startedAt) / 1000) * rate) - 1);
  const from = Number(url.searchParams.get("$skiptoken") ?? first);
  const to = Math.min(completedCount(), from + pageSize);
  const value = Array.from({ length: Math.max(0, to - from) }, (_, i) => taskJson(from + i));
  url.searchParams.set("$skiptoken", String(to));
  const next = to < completedCount() ? { "odata.nextLink": url.href } : {};
  return { status: 200, json: { value, ...next } };
};

interface AddedTask {
  readonly id: string;
  readonly outputFiles: readonly {
    readonly filePattern: string;
    readonly destination: { readonly container: { readonly path: string } };
  }[];
}

const addTasks = (body: Buffer): Answer => {
  const added: AddedTask[] = JSON.parse(body.toString()).value;
  for (const { id, outputFiles } of added) {
    tasks.push(id);
    for (const { filePattern, destination } of outputFiles) {
      const { path } = destination.container;
      if (filePattern === "../std*.txt") outputs.push(`${path}/stderr.txt`, `${path}/stdout.txt`);
      else outputs.push(path);
      if (filePattern === ".batch-hashes") hashes.set(path, hashLines(outputFiles));
    }
  }
  return { status: 200, json: { value: added.map(({ id }) => ({ status: "Success", taskId: id })) } };
};

const hashLines = (files: AddedTask["outputFiles"]): string =>
  files
    .filter(({ filePattern }) => !/^\.(\.|batch-)/.test(filePattern))
    .map(({ filePattern }) => `${resultMd5}  ${filePattern}\n`)
    .join("");

const countTasks = (): Answer => {
  const completed = completedCount();
  const running = Math.min(100, tasks.length - completed);
  const active = tasks.length - completed - running;
  const counts = { active, running, completed, succeeded: completed, failed: 0 };
  return { status: 200, json: { taskCounts: counts, taskSlotCounts: counts } };
};

const operations: Record<string, (url: URL, body: Buffer) => Answer> = {
  "POST /jobs": () => {
    job = { onAllTasksComplete: "noaction" };
    return { status: 201 };
  },
  "GET /jobs/…": () =>
    job === undefined
      ? { status: 404, json: { code: "JobNotFound", message: { value: "There is no job." } } }
      : { status: 200, json: { id: "job", ...job, state: isOver() ? "completed" : "active" } },
  "PATCH /jobs/…": (_, body) => {
    Object.assign(job ?? {}, JSON.parse(body.toString()));
    startedAt = Date.now();
    return { status: 200 };
  },
  "DELETE /jobs/…": () => ({ status: 202 }),
  "POST /jobs/…/addtaskcollection": (_, body) => addTasks(body),
  "GET /jobs/…/taskcounts": countTasks,
  "GET /jobs/…/tasks": listTasks,
  "GET /pools/…": () => ({ status: 200, json: { id: "pool", allocationState: "steady" } }),
  "GET /pools/…/nodes": () => ({ status: 200, json: { value: [{ id: "node", state: "running" }] } }),
};

const storageHeaders = { "last-modified": new Date(0).toUTCString(), etag: "0x1" };

/** Content of every blob in the output container. */
const result = Buffer.from("result");
const resultMd5 = hash("md5", result);

/** Lists blobs with a prefix, by default 5,000 per page. The marker is the index of the next blob. */
const listBlobs = (url: URL): Answer => {
  const [, , container] = url.pathname.split("/");
  const folder = `/acct/${container}/`;
  const own = [...blobs.keys()]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length));
  const names = container === "output" ? outputs.sort() : own.sort();
  const prefix = url.searchParams.get("prefix") ?? "";
  const start = Number(url.searchParams.get("marker") || names.findIndex((name) => name.startsWith(prefix)));
  const most = Number(url.searchParams.get("maxresults") ?? 5000);
  const page = names.slice(start, start + most);
  const found = page.filter((name) => name.startsWith(prefix));
  const next = found.length === most ? start + most : "";
  const list = `<Blobs>${found.map((name) => blobXml(name, container)).join("")}</Blobs><NextMarker>${next}</NextMarker>`;
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0"?><EnumerationResults>${list}</EnumerationResults>`,
  };
};

const blobXml = (name: string, container: string | undefined): string => {
  const content = container === "output" ? result : (blobs.get(`/acct/${container}/${name}`) ?? result);
  const md5 = hash("md5", content, "base64");
  const fields = `<Last-Modified>${new Date(0).toUTCString()}</Last-Modified><Content-Length>${content.length}</Content-Length>`;
  return `<Blob><Name>${name}</Name><Properties>${fields}<Content-MD5>${md5}</Content-MD5><Etag>0x1</Etag></Properties></Blob>`;
};

const outputBlob = (pathname: string): Buffer => {
  const lines = hashes.get(decodeURIComponent(pathname.slice("/acct/output/".length)));
  return lines === undefined ? result : Buffer.from(lines);
};

const storage = (method: string, url: URL, body: Buffer): Answer => {
  if (url.searchParams.get("comp") === "list") return listBlobs(url);
  if (method === "PUT") {
    blobs.set(url.pathname, url.pathname.startsWith("/acct/input/") ? Buffer.alloc(0) : body);
    return { status: 201, headers: storageHeaders };
  }
  const found = url.pathname.startsWith("/acct/output/") ? outputBlob(url.pathname) : blobs.get(url.pathname);
  if (found === undefined) return { status: 404, headers: { "x-ms-error-code": "BlobNotFound" } };
  const md5 = hash("md5", found, "base64");
  // The name of an input is the hash of its content.
  const sha256 = url.pathname.split("/").at(-1) ?? "";
  const headers = {
    ...storageHeaders,
    ...{ "content-length": found.length, "content-md5": md5, "x-ms-meta-sha256": sha256 },
  };
  return { status: 200, headers, body: method === "HEAD" ? "" : found };
};

const kindOf = (method: string, path: string): string =>
  path.startsWith("/acct/")
    ? `${method} blob of ${path.split("/")[2]}`
    : `${method} ${path.replace(/^(\/(?:jobs|pools))\/[^/]+/, "$1/…")}`;

const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await buffer(request);
  const { method = "", url = "" } = request;
  const target = new URL(url, `http://${request.headers.host}`);
  const kind = kindOf(method, target.pathname);
  calls.set(kind, (calls.get(kind) ?? 0) + 1);
  const answer = target.pathname.startsWith("/acct/")
    ? storage(method, target, body)
    : (operations[kind]?.(target, body) ?? { status: 501 });
  const { status, headers = { "content-type": "application/json" }, json } = answer;
  response.writeHead(status, headers).end(answer.body ?? (json === undefined ? "" : JSON.stringify(json)));
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
