import assert from "node:assert/strict";
import { conforms, type Lab, suite } from "./lab.ts";
import { refused } from "./refused.ts";

/** Adds tasks that stay active, because their job's pool doesn't exist. */
const waitingTasks = async (lab: Lab, ids: readonly string[]): Promise<string> => {
  const jobId = await lab.addJob({ poolInfo: { poolId: lab.newId("nowhere") } });
  await lab.client.task.addCollection(
    jobId,
    ids.map((id) => ({ id, commandLine: "/bin/true" })),
  );
  return jobId;
};

suite("lists", () => {
  conforms("are paged, with the filter and selection of the first page", async (lab) => {
    const ids = Array.from({ length: 12 }, (_, index) => `task-${index}`);
    const jobId = await waitingTasks(lab, [...ids, "other"]);
    const taskListOptions = { maxResults: 5, filter: "startswith(id,'task-')", select: "id, state" };
    let page = await lab.client.task.list(jobId, { taskListOptions });
    const pages = [page];
    while (page.odatanextLink !== undefined) {
      assert(page.odatanextLink.startsWith(`${lab.target.endpoint}/jobs/${jobId}/tasks?`));
      page = await lab.client.task.listNext(page.odatanextLink);
      pages.push(page);
    }
    assert(pages.every(({ length }) => length <= 5));
    const all = pages.flatMap((each) => [...each]);
    assert.deepEqual(all.map(({ id }) => id).sort(), ids.toSorted());
    for (const task of all) assert.deepEqual(Object.keys(task).sort(), ["id", "state"]);
  });

  conforms("are filtered by id, state and time, ignoring the case of values", async (lab) => {
    const jobId = await waitingTasks(lab, ["a1", "a2", "b1", "o-clock"]);
    await lab.client.task.terminate(jobId, "b1");
    const matching = async (filter: string) =>
      (await lab.client.task.list(jobId, { taskListOptions: { filter } })).map(({ id }) => id).sort();
    assert.deepEqual(await matching("id eq 'a1'"), ["a1"]);
    assert.deepEqual(await matching("id eq 'A1'"), ["a1"]);
    assert.deepEqual(await matching("id ne 'a1' and startswith(id,'a')"), ["a2"]);
    assert.deepEqual(await matching("(id eq 'a1' or id eq 'b1') and state eq 'active'"), ["a1"]);
    assert.deepEqual(await matching("state eq 'completed'"), ["b1"]);
    assert.deepEqual(await matching("id ge 'b'"), ["b1", "o-clock"]);
    assert.deepEqual(await matching("creationTime gt DateTime'2100-01-01T00:00:00Z'"), []);
    assert.equal((await matching("creationTime gt DateTime'2020-01-01T00:00:00Z'")).length, 4);
    assert.deepEqual(await matching("id eq 'o''clock'"), []);
  });

  conforms("reject an invalid filter", async (lab) => {
    const jobId = await waitingTasks(lab, ["task"]);
    for (const filter of [
      "id",
      "id eq",
      "id eq task",
      "commandLine eq 'x'",
      "not (id eq 'x')",
      "state gt 'a' x",
    ]) {
      await refused(lab.client.task.list(jobId, { taskListOptions: { filter } }), {
        statusCode: 400,
        code: "InvalidQueryParameterValue",
      });
    }
  });

  conforms("of jobs are filtered by pool and time", async (lab) => {
    const poolId = lab.newId("nowhere");
    const first = await lab.addJob({ poolInfo: { poolId } });
    const second = await lab.addJob({ poolInfo: { poolId } });
    const listed = await lab.client.job.list({
      jobListOptions: { filter: `executionInfo/poolId eq '${poolId}'`, select: "id,url,poolInfo" },
    });
    assert.deepEqual(listed.map(({ id }) => id).sort(), [first, second].sort());
    // The client adds maxParallelTasks automatically.
    assert.deepEqual(Object.keys(listed[0]!).sort(), ["id", "maxParallelTasks", "poolInfo", "url"]);
    const byId = await lab.client.job.list({
      jobListOptions: { filter: `id eq '${first}' and state eq 'active'` },
    });
    assert.deepEqual(
      byId.map(({ id }) => id),
      [first],
    );
    assert.equal(byId[0]?.stats, undefined);
  });

  conforms("of pools and nodes are filtered too", async (lab) => {
    const pools = await lab.client.pool.list({
      poolListOptions: { filter: `id eq '${lab.sharedPool}' and state eq 'active'`, select: "id,vmSize" },
    });
    assert.deepEqual(
      pools.map((pool) => ({ ...pool })),
      [{ id: lab.sharedPool, vmSize: pools[0]?.vmSize }],
    );
    const gone = { computeNodeListOptions: { filter: "state eq 'preempted'" } };
    assert.equal((await lab.client.computeNode.list(lab.sharedPool, gone)).length, 0);
    const there = { computeNodeListOptions: { filter: "state ne 'preempted'", select: "id" } };
    const nodes = await lab.client.computeNode.list(lab.sharedPool, there);
    assert.deepEqual(
      nodes.map((node) => Object.keys(node)),
      [["id"]],
    );
  });

  conforms("of a missing job's tasks or pool's nodes fail", async (lab) => {
    const none = lab.newId("none");
    await refused(lab.client.task.list(none), { statusCode: 404, code: "JobNotFound" });
    await refused(lab.client.computeNode.list(none), { statusCode: 404, code: "PoolNotFound" });
  });
});
