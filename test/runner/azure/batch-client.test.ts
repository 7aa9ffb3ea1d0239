import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { BatchClient } from "../../../runner/azure/batch-client.ts";
import { connectClients } from "../../../runner/azure/clients.ts";
import { fakeClock, quietPolicy } from "../fakes.ts";
import { keysOutputs } from "../outputs.ts";

interface Answer {
  readonly status: number;
  /** The body, or a function that returns it for this server's URL. */
  readonly json?: unknown | ((endpoint: string) => unknown);
  readonly headers?: Record<string, string>;
}

interface Seen {
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** Calls `use` with a client of a loopback server that sends these answers in order. */
const withAnswers = async (
  answers: Answer[],
  use: (client: BatchClient, seen: Seen[], sleeps: number[]) => Promise<void>,
): Promise<void> => {
  const seen: Seen[] = [];
  const left = [...answers];
  const listener: RequestListener = async (request, response) => {
    seen.push({
      url: decodeURIComponent(request.url ?? ""),
      headers: request.headers,
      body: await text(request),
    });
    const { status, json, headers } = left.shift() ?? { status: 500 };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(typeof json === "function" ? json(`http://${request.headers.host}`) : json));
  };
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = fakeClock();
  try {
    const { batch } = connectClients(keysOutputs({ batchAccountEndpoint: endpoint }), quietPolicy(clock));
    await use(batch, seen, clock.sleeps);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const failure = (status: number, code: string): Answer => ({
  status,
  json: { code, message: { lang: "en-US", value: `${code}.\nRequestId:x` } },
});

const task = (id: string) => ({ id, commandLine: "true" });

describe("batch client", () => {
  it("sends the API version that Azure supports longest", () =>
    withAnswers([{ status: 200, json: { id: "j" } }], async (client, seen) => {
      await client.getJob("j");
      assert.equal(seen[0]?.url, "/jobs/j?api-version=2025-06-01");
      assert.match(seen[0]?.headers.authorization ?? "", /^SharedKey batch:/);
    }));

  it("repeats a throttled call after the time in Retry-After", () =>
    withAnswers(
      [
        { ...failure(429, "TooManyRequests"), headers: { "retry-after": "2" } },
        failure(503, "ServerBusy"),
        { status: 200, json: { id: "j" } },
      ],
      async (client, seen, sleeps) => {
        assert.equal((await client.getJob("j"))?.id, "j");
        assert.deepEqual([seen.length, ...sleeps], [3, 2000, 1000]);
      },
    ));

  it("returns undefined for a job that does not exist", () =>
    withAnswers([failure(404, "JobNotFound")], async (client) =>
      assert.equal(await client.getJob("j"), undefined),
    ));

  it("returns no failed preparations of a job without a preparation task", () =>
    withAnswers([failure(409, "JobPreparationTaskOrReleaseTaskNotSpecified")], async (client) =>
      assert.deepEqual(await client.listFailedPreparations("j"), []),
    ));

  it("treats a job that already exists as added", () =>
    withAnswers([failure(409, "JobExists")], (client) =>
      client.addJob({ id: "j", poolInfo: { poolId: "p" } }),
    ));

  it("throws Azure's code and message", () =>
    withAnswers([failure(409, "JobBeingDeleted")], async (client) => {
      const expected = { name: "ServiceError", code: "JobBeingDeleted", message: "JobBeingDeleted." };
      await assert.rejects(client.getJob("j"), expected);
    }));

  it("adds again only the tasks that the service failed to add", () => {
    const results = [
      { status: "Success", taskId: "a" },
      { status: "ClientError", taskId: "b", error: { code: "TaskExists" } },
      { status: "ServerError", taskId: "c", error: { code: "InternalError" } },
    ];
    const second = { status: 200, json: { value: [{ status: "success", taskId: "c" }] } };
    return withAnswers([{ status: 200, json: { value: results } }, second], async (client, seen) => {
      await client.addTasks("j", ["a", "b", "c"].map(task));
      assert.deepEqual(JSON.parse(seen[1]?.body ?? ""), { value: [task("c")] });
    });
  });

  it("names the task that Batch refuses to add", () => {
    const values = [{ key: "PropertyName", value: "resourceFiles" }];
    const error = { code: "InvalidPropertyValue", message: { value: "too long\nRequestId:x" }, values };
    const answer = { status: 200, json: { value: [{ status: "clienterror", taskId: "a", error }] } };
    return withAnswers([answer], (client) =>
      assert.rejects(client.addTasks("j", [task("a")]), {
        code: "InvalidPropertyValue",
        message: "task a: too long; PropertyName: resourceFiles",
      }),
    );
  });

  it("reads the requested bytes of a task's file", () =>
    withAnswers([{ status: 200, json: "x" }], async (client, seen) => {
      const file = { jobId: "j", taskId: "t", path: "stdout.txt" };
      assert.equal(String(await client.readTaskFile(file, { start: 5, end: 9 })), '"x"');
      assert.equal(seen[0]?.headers["ocp-range"], "bytes=5-9");
    }));

  for (const status of [404, 409]) {
    it(`returns no size of a file if Batch responds ${status} to HEAD`, () =>
      withAnswers([{ status }], async (client) => {
        const file = { jobId: "j", taskId: "t", path: "stdout.txt" };
        assert.equal(await client.getTaskFileSize(file), undefined);
      }));
  }

  for (const code of ["JobCompleted", "JobBeingTerminated"]) {
    it(`treats a job as terminated if Batch responds ${code}`, () =>
      withAnswers([failure(409, code)], (client) => client.terminateJob("j", "enough")));
  }

  it("treats a job as deleted if a retry finds that it is being deleted", () =>
    withAnswers([failure(503, "ServerBusy"), failure(409, "JobBeingDeleted")], (client) =>
      client.deleteJob("j"),
    ));

  it("treats a job as changed if a retry finds that it has completed", () =>
    withAnswers([failure(503, "ServerBusy"), failure(409, "JobCompleted")], (client) =>
      client.patchJob("j", { onAllTasksComplete: "terminatejob" }),
    ));

  it("returns no nodes of a deleted pool", () =>
    withAnswers([failure(404, "PoolNotFound")], async (client) =>
      assert.deepEqual(await client.listNodes("p"), []),
    ));

  it("lists tasks across pages, with only the properties that are needed", () => {
    const first = (endpoint: string) => ({
      value: [{ id: "a", state: "completed" }],
      "odata.nextLink": `${endpoint}/jobs/j/tasks?$skiptoken=1&api-version=2025-06-01`,
    });
    const pages = [
      { status: 200, json: first },
      { status: 200, json: { value: [{ id: "b", state: "completed" }] } },
    ];
    return withAnswers(pages, async (client, seen) => {
      const found: string[] = [];
      for await (const { id } of client.listTasks("j", "state eq 'completed'")) found.push(id);
      assert.deepEqual(found, ["a", "b"]);
      assert.match(seen[0]?.url ?? "", /\$filter=state eq 'completed'&\$select=id,state,/);
    });
  });
});
