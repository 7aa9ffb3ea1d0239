import assert from "node:assert/strict";
import { runTasks, withBatchService } from "./with-batch-service.ts";

const version = "api-version=2022-10-01.16.0";

describe("a task with authenticationTokenSettings", () => {
  it("has a token for the operations on its job, and only for those", () =>
    withBatchService(async ({ client, service }) => {
      const print = { commandLine: "/bin/sh -c 'echo $AZ_BATCH_AUTHENTICATION_TOKEN'" };
      await runTasks(client, [
        { id: "with", ...print, authenticationTokenSettings: { access: ["job"] } },
        { id: "without", ...print },
      ]);
      const send = async (path: string, { token, ...init }: RequestInit & { token: string }) => {
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        return (await fetch(`${service.endpoint}${path}?${version}`, { ...init, headers })).status;
      };
      const printed = async (id: string) => {
        const { readableStreamBody } = await client.file.getFromTask("job", id, "stdout.txt");
        return (await new Response(readableStreamBody as unknown as ReadableStream).text()).trim();
      };
      const token = await printed("with");
      assert.equal(await printed("without"), "");
      const body = JSON.stringify({ id: "more", commandLine: "/bin/true" });
      assert.equal(await send("/jobs/job/tasks", { token, method: "POST", body }), 201);
      assert.equal(await send("/jobs/JOB", { token }), 200);
      await client.job.add({ id: "job2", poolInfo: { poolId: "pool" } });
      for (const path of ["/jobs", "/jobs/job2", "/pools", "/pools/job"])
        assert.equal(await send(path, { token }), 403, path);
      assert.equal(await send("/jobs/job", { token: `${token}x` }), 403);
    }));
});
