import assert from "node:assert/strict";
import { account, linux } from "../../../helpers/account.ts";
import { signedFetch, version } from "./signed-fetch.ts";
import { clientOf, withBatchService } from "./with-batch-service.ts";

describe("a request", () => {
  it("needs the account's key", () =>
    withBatchService(async ({ client, service }) => {
      const other = service.putAccount("other");
      await client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 0 });
      const wrong = clientOf(service, other.key);
      await assert.rejects(wrong.pool.list(), { statusCode: 403, code: "AuthenticationFailed" });
      assert.equal(
        (await clientOf(service, other.key, "other").pool.list()).length,
        0,
        "another account sees nothing",
      );
      assert.equal(service.putAccount(account).key, service.putAccount(account).key);
    }));

  it("is refused if its date, headers or signature differ from what was signed", () =>
    withBatchService(async ({ service, key }) => {
      const target = { endpoint: service.endpoint, key };
      const path = `/pools?${version}`;
      assert.equal((await signedFetch(target, path)).status, 200);
      const old = await signedFetch(target, path, {
        headers: { "ocp-date": new Date(Date.now() - 20 * 60_000).toUTCString() },
      });
      assert.deepEqual([old.status, old.body.code], [403, "AuthenticationFailed"]);
      const tampered = await signedFetch(target, path, { tamper: { "ocp-range": "bytes=0-1" } });
      assert.deepEqual([tampered.status, tampered.body.code], [403, "AuthenticationFailed"]);
      assert.match(tampered.body.values?.[0]?.value ?? "", /^The MAC signature found/);
      const malformed = await signedFetch(target, path, { tamper: { authorization: "Basic abc" } });
      assert.deepEqual([malformed.status, malformed.body.code], [400, "InvalidAuthenticationInfo"]);
    }));

  it("is refused if another request could have the same signature", () =>
    withBatchService(async ({ service, key }) => {
      const target = { endpoint: service.endpoint, key };
      const signed = `/pools?${version}&maxresults=1`;
      assert.equal((await signedFetch(target, signed)).status, 200);
      const twice = [
        `${signed}&maxresults=1000`,
        `${signed}&MaxResults=1000`,
        `${signed}&maxresults=`,
        `/pools?${version}&${version}&maxresults=1`,
      ];
      const odd = [
        `/pools?${version.replace("=", "%0Amaxresults:1=")}`,
        `${signed}%0Atimeout:5`,
        `${signed}&a:b=c`,
      ];
      for (const path of [...twice, ...odd]) {
        const { status, body } = await signedFetch(target, path);
        assert.deepEqual([path, status, body.code], [path, 400, "InvalidQueryParameterValue"]);
      }
    }));

  it("gets Azure's code if it is invalid", () =>
    withBatchService(async ({ service, key }) => {
      const target = { endpoint: service.endpoint, key };
      const codeOf = async (path: string, request = {}) => {
        const { status, body } = await signedFetch(target, path, request);
        return [status, body.code];
      };
      assert.deepEqual(await codeOf("/pools"), [400, "MissingRequiredQueryParameter"]);
      assert.deepEqual(await codeOf("/pools?api-version=2011-01-01.1.0"), [400, "UnsupportedRequestVersion"]);
      assert.deepEqual(await codeOf(`/nonsense?${version}`), [404, "ResourceNotFound"]);
      assert.deepEqual(await codeOf(`/pools?${version}`, { method: "PUT", body: "{}" }), [
        405,
        "UnsupportedHttpVerb",
      ]);
      assert.deepEqual(await codeOf(`/jobs?${version}`, { method: "POST", body: "{" }), [
        400,
        "InvalidRequestBody",
      ]);
      assert.deepEqual(await codeOf(`/jobs/%zz?${version}`), [400, "InvalidUri"]);
      assert.deepEqual(await codeOf(`/lifetimepoolstats?api-version=2022-10-01.16.0`), [
        501,
        "NotImplemented",
      ]);
      const wrongId = JSON.stringify({ id: "a/b", poolInfo: { poolId: "p" } });
      assert.deepEqual(await codeOf(`/jobs?${version}`, { method: "POST", body: wrongId }), [
        400,
        "InvalidPropertyValue",
      ]);
    }));

  it("gets its client request id back if it asks for it", () =>
    withBatchService(async ({ service, key }) => {
      const target = { endpoint: service.endpoint, key };
      const asking = { "client-request-id": "my-id", "return-client-request-id": "true" };
      const { headers } = await signedFetch(target, `/pools?${version}`, { headers: asking });
      assert.equal(headers["client-request-id"], "my-id");
      assert.match(String(headers["request-id"]), /^[0-9a-f-]{36}$/);
    }));

  it("takes numbers as strings, as az sends them", () =>
    withBatchService(async ({ service, key, client }) => {
      const body = JSON.stringify({ id: "pool", ...linux, targetDedicatedNodes: "0", taskSlotsPerNode: "3" });
      const target = { endpoint: service.endpoint, key };
      assert.equal((await signedFetch(target, `/pools?${version}`, { method: "POST", body })).status, 201);
      assert.equal((await client.pool.get("pool")).taskSlotsPerNode, 3);
    }));

  it("is refused if its ETag is not the current one", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const { eTag = "" } = await client.job.get("job");
      await client.job.patch("job", { priority: 1 }, { jobPatchOptions: { ifMatch: `"${eTag}"` } });
      const stale = { ifMatch: eTag };
      await assert.rejects(client.job.patch("job", { priority: 2 }, { jobPatchOptions: stale }), {
        statusCode: 412,
        code: "ConditionNotMet",
      });
      assert.equal((await client.job.get("job")).priority, 1);
    }));
});

describe("adding a resource that exists", () => {
  it("is a conflict, also with an id in another case", () =>
    withBatchService(async ({ client }) => {
      await client.pool.add({ id: "Pool", ...linux, targetDedicatedNodes: 0 });
      await assert.rejects(client.pool.add({ id: "pOOL", ...linux, targetDedicatedNodes: 0 }), {
        code: "PoolExists",
      });
      await client.job.add({ id: "Job", poolInfo: { poolId: "pool" } });
      await assert.rejects(client.job.add({ id: "JOB", poolInfo: { poolId: "pool" } }), {
        code: "JobExists",
      });
      await client.task.add("job", { id: "Task", commandLine: "/bin/true" });
      await assert.rejects(client.task.add("JOB", { id: "TASK", commandLine: "/bin/true" }), {
        code: "TaskExists",
      });
      assert.equal((await client.task.get("jOb", "tAsK")).id, "Task", "the case is kept");
    }));

  it("is a separate result for each task of a collection", () =>
    withBatchService(async ({ client, service, key }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "pool" } });
      const task = (id: string) => ({ id, commandLine: "/bin/true" });
      await client.task.add("job", task("b"));
      const { value } = await client.task.addCollection("job", [task("a"), task("b"), task("c")]);
      assert.deepEqual(
        value?.map(({ taskId, status, error }) => [taskId, status, error?.code]),
        [
          ["a", "Success", undefined],
          ["b", "ClientError", "TaskExists"],
          ["c", "Success", undefined],
        ],
      );
      const tooMany = Array.from({ length: 101 }, (_, i) => task(`t${i}`));
      // Sent without the client, which refuses it itself.
      const target = { endpoint: service.endpoint, key };
      const path = `/jobs/job/addtaskcollection?${version}`;
      const refused = await signedFetch(target, path, {
        method: "POST",
        body: JSON.stringify({ value: tooMany }),
      });
      assert.equal(refused.status, 400);
      const tooLarge = [{ ...task("large"), commandLine: "x".repeat(1024 * 1024) }];
      await assert.rejects(client.task.addCollection("job", tooLarge), {
        statusCode: 413,
        code: "RequestBodyTooLarge",
      });
      await assert.rejects(client.task.addCollection("nojob", [task("a")]), {
        statusCode: 404,
        code: "JobNotFound",
      });
    }));
});
