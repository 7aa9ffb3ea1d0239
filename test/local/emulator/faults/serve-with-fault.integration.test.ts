import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { BatchServiceClient } from "@azure/batch";
import { createFaults, type Faults } from "../../../../local/emulator/faults/faults.ts";
import { parseFault } from "../../../../local/emulator/faults/parse-fault.ts";
import { linux } from "../../../helpers/account.ts";
import { type Lab, runTasks, taskFile, withBatchService } from "../service/with-batch-service.ts";

/** A Batch service with these faults, and Azure's client. */
const withFaults = (declarations: readonly string[], use: (lab: Lab, faults: Faults) => Promise<void>) => {
  const faults = createFaults(declarations.map(parseFault));
  return withBatchService((lab) => use(lab, faults), { faults });
};

const job = { id: "job", poolInfo: { poolId: "pool" } };

const jobIds = async (client: BatchServiceClient) => (await client.job.list()).map(({ id }) => id);

describe("faults of requests", () => {
  it("throttle with 429, Retry-After and Azure's body", () =>
    withFaults(["throttle:1,retry-after=7s@Job_Add"], async ({ client }) => {
      const failure = await client.job.add(job).catch((error) => error);
      assert.equal(failure.statusCode, 429);
      assert.equal(failure.code, "TooManyRequests");
      assert.equal(failure.response.headers.get("retry-after"), "7");
      assert.equal(failure.body.message.lang, "en-US");
      assert.match(
        failure.body.message.value,
        /^Request failed as server encountered too many requests\. Please try again\.\nRequestId:[-\da-f]{36}\nTime:/,
      );
      assert.deepEqual(await jobIds(client), []);
      await client.job.add(job);
    }));

  it("respond busy with 503 and Retry-After", () =>
    withFaults(["busy:1"], async ({ client }) => {
      const failure = await client.job.list().catch((error) => error);
      assert.equal(failure.statusCode, 503);
      assert.equal(failure.code, "ServerBusy");
      assert.equal(failure.response.headers.get("retry-after"), "1");
    }));

  it("respond with an internal error that is not logged as a bug", () =>
    withFaults(["error:1"], async ({ client, log }) => {
      const failure = await client.job.list().catch((error) => error);
      assert.deepEqual([failure.statusCode, failure.code], [500, "InternalError"]);
      assert.deepEqual(
        log.filter((line) => line.includes("internal error")),
        [],
      );
    }));

  it("respond to a HEAD without a body", () =>
    withFaults(["throttle"], async ({ client }) => {
      await assert.rejects(client.pool.exists("pool"), { statusCode: 429 });
    }));

  it("refuse a request with a large body", () =>
    withFaults(["throttle:2@Task_AddCollection"], async ({ client }) => {
      await client.job.add(job);
      const commandLine = `/bin/echo ${"x".repeat(9000)}`;
      const tasks = Array.from({ length: 100 }, (_, at) => ({ id: `${at}`, commandLine }));
      const add = () => client.task.addCollection("job", tasks);
      await assert.rejects(add(), { statusCode: 429 });
      await assert.rejects(add(), { statusCode: 429 });
      assert.equal((await add()).value?.length, 100);
    }));

  it("delay the response", () =>
    withFaults(["latency:300ms@Job_List"], async ({ client }) => {
      const begin = performance.now();
      await client.job.list();
      assert(performance.now() - begin >= 299);
    }));

  it("don't carry out a request whose client has gone", () =>
    withFaults(["latency:100ms@Job_Add"], async ({ client }) => {
      await assert.rejects(client.job.add(job, { timeout: 20 }));
      await delay(150);
      assert.deepEqual(await jobIds(client), []);
    }));

  it("break the connection before the request is carried out", () =>
    withFaults(["drop-before:1@Job_Add"], async ({ client }) => {
      await assert.rejects(client.job.add(job), { code: "ECONNRESET" });
      assert.deepEqual(await jobIds(client), []);
      await client.job.add(job);
    }));

  it("break the connection after the request is carried out", () =>
    withFaults(["drop-after:1@Job_Add"], async ({ client }) => {
      await assert.rejects(client.job.add(job), { code: "ECONNRESET" });
      assert.deepEqual(await jobIds(client), ["job"]);
      await assert.rejects(client.job.add(job), { statusCode: 409, code: "JobExists" });
    }));

  it("break the connection instead of sending a file or an error", () =>
    withFaults(["drop-after:2@File_GetFromTask"], async ({ client }) => {
      await runTasks(client, [{ id: "task", commandLine: "/bin/echo hello" }]);
      const read = (path: string) => taskFile(client, { taskId: "task", path });
      await assert.rejects(read("stdout.txt"), { code: "ECONNRESET" });
      await assert.rejects(read("missing.txt"), { code: "ECONNRESET" });
      assert.equal(await read("stdout.txt"), "hello\n");
    }));

  it("hit the requests that the seed determines", async () => {
    const outcomes = async () => {
      const seen: boolean[] = [];
      await withFaults(["busy:30%@Job_List"], async ({ client }) => {
        for (let at = 0; at < 40; at++)
          seen.push(
            await client.job.list().then(
              () => true,
              () => false,
            ),
          );
      });
      return seen;
    };
    const seen = await outcomes();
    assert(seen.includes(true) && seen.includes(false));
    assert.deepEqual(await outcomes(), seen);
  });

  it("don't hit unsigned requests and unknown paths", () =>
    withFaults(["busy"], async ({ service }, faults) => {
      assert.equal((await fetch(`${service.endpoint}/jobs?api-version=2022-10-01.16.0`)).status, 403);
      assert.equal(faults.record()[0]?.events, 0);
    }));

  it("let a run of 50 tasks succeed if the client retries", () =>
    withFaults(
      ["throttle:10%", "busy:10%", "drop-before:10%", "drop-after:10%"],
      async ({ client }, faults) => {
        const persistently = async (act: () => Promise<unknown>): Promise<void> => {
          for (let tries = 0; tries < 20; tries++) {
            const failure = await act().then(
              () => undefined,
              (error) => error,
            );
            if (failure === undefined || failure.statusCode === 409) return;
          }
          assert.fail("no success in 20 tries");
        };
        await persistently(() => client.pool.add({ id: "pool", ...linux, targetDedicatedNodes: 1 }));
        await persistently(() => client.job.add(job));
        for (let at = 0; at < 50; at++)
          await persistently(() => client.task.add("job", { id: `${at}`, commandLine: "/bin/true" }));
        let ids: (string | undefined)[] = [];
        await persistently(async () => {
          ids = (await client.task.list("job")).map(({ id }) => id);
        });
        assert.equal(new Set(ids).size, 50);
        assert(faults.record().every(({ hits }) => hits > 0));
      },
    ));
});
