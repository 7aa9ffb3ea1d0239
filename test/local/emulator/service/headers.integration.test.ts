import assert from "node:assert/strict";
import { createFaults } from "../../../../local/emulator/faults/faults.ts";
import { type RawRequest, signedRequest } from "../../../helpers/signed-request.ts";
import { version } from "./signed-fetch.ts";
import { type Lab, runTasks, withBatchService } from "./with-batch-service.ts";

const sender =
  ({ service, key }: Pick<Lab, "service" | "key">) =>
  (
    method: string,
    path: string,
    { body, ...rest }: Partial<Omit<RawRequest, "body">> & { body?: object } = {},
  ) =>
    signedRequest(
      { endpoint: service.endpoint, key },
      {
        ...{ method, path: `${path}?${version}`, ...rest },
        ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      },
    );

describe("headers of responses", () => {
  it("have the capitals that Azure writes", () =>
    withBatchService(async (lab) => {
      const send = sender(lab);
      await runTasks(lab.client, [{ id: "task", commandLine: "/bin/echo said" }]);
      const always = ["request-id", "DataServiceVersion", "Date", "Server", "X-Content-Type-Options"];
      const resource = ["ETag", "Last-Modified"];
      const file = [
        "Content-Length",
        "Content-Type",
        "Last-Modified",
        "ocp-batch-file-isdirectory",
        "ocp-batch-file-mode",
        "ocp-batch-file-url",
      ];
      const added = { body: { id: "other", poolInfo: { poolId: "pool" } } };
      for (const [method, path, names, request] of [
        ["GET", "/pools/pool", [...resource, "Content-Type", "Content-Length"]],
        ["HEAD", "/pools/pool", resource],
        ["POST", "/jobs", [...resource, "DataServiceId", "Location", "Content-Length"], added],
        ["HEAD", "/jobs/job/tasks/task/files/stdout.txt", file],
        ["GET", "/jobs/none", ["Content-Type", "Content-Length"]],
      ] as const) {
        const { headerNames } = await send(method, path, request);
        const sent = headerNames.filter((name) => !["Connection", "Keep-Alive"].includes(name));
        assert.deepEqual([path, ...sent.sort()], [path, ...[...always, ...names].sort()]);
      }
    }));

  it("follow a reason phrase that is the error's message", () =>
    withBatchService(async (lab) => {
      const { reason } = await sender(lab)("HEAD", "/pools/none");
      assert.equal(reason, "The specified pool does not exist.");
    }));

  it("return the client's request id under the name that Azure uses", () =>
    withBatchService(async (lab) => {
      const headers = { "client-request-id": "mine", "return-client-request-id": "true" };
      const { headerNames } = await sender(lab)("GET", "/pools", { headers });
      assert(headerNames.includes("client-request-id"));
    }));

  it("give the same URL for every added job", () =>
    withBatchService(async (lab) => {
      const body = { id: "job", poolInfo: { poolId: "pool" } };
      const { headers } = await sender(lab)("POST", "/jobs", { body });
      const url = `${lab.service.endpoint}/jobs/job-1`;
      assert.deepEqual([headers.location, headers.dataserviceid], [url, url]);
    }));

  it("have no ETag where no resource with one was changed", () =>
    withBatchService(async (lab) => {
      const send = sender(lab);
      await runTasks(lab.client, []);
      await lab.client.pool.enableAutoScale("pool", { autoScaleFormula: "$TargetDedicatedNodes = 1" });
      const [node] = await lab.client.computeNode.list("pool");
      const evaluated = await send("POST", "/pools/pool/evaluateautoscale", {
        body: { autoScaleFormula: "$TargetDedicatedNodes = 1" },
      });
      const user = await send("POST", `/pools/pool/nodes/${node?.id}/users`, { body: { name: "user" } });
      assert.deepEqual([evaluated.status, user.status], [200, 201]);
      for (const { headers } of [evaluated, user])
        assert.deepEqual([headers.etag, headers["last-modified"]], [undefined, undefined]);
      assert.equal(user.headers.location, user.headers.dataserviceid);
    }));

  it("ask a throttled client to wait as long as Azure does", () => {
    const faults = createFaults([{ fault: "throttle" }]);
    return withBatchService(
      async (lab) => {
        const { status, headers } = await sender(lab)("GET", "/pools");
        assert.deepEqual([status, headers["retry-after"]], [429, "30"]);
      },
      { faults },
    );
  });

  it("name the limit of a body, and the account that is unknown", () =>
    withBatchService(async (lab) => {
      await runTasks(lab.client, []);
      const task = { id: "task", commandLine: "x".repeat(1024 * 1024) };
      const large = await sender(lab)("POST", "/jobs/job/addtaskcollection", { body: { value: [task] } });
      assert.deepEqual(JSON.parse(large.text).values, [{ key: "MaxLimit", value: "1048576" }]);
      const authorization = "SharedKey missing:AAAA";
      const { text } = await sender(lab)("GET", "/pools", { tamper: { authorization } });
      assert.match(JSON.parse(text).values[0].value, /account missing\.$/);
    }));
});
