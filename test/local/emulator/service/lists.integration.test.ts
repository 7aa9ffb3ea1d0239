import assert from "node:assert/strict";
import type { BatchServiceClient } from "@azure/batch";
import { runTasks, withBatchService } from "./with-batch-service.ts";

const listed = async (client: BatchServiceClient, filter?: string): Promise<string[]> => {
  const tasks = await client.task.list("job", { taskListOptions: { filter } });
  return tasks.map(({ id = "" }) => id);
};

describe("a list of tasks", () => {
  it("is paged, with the filter and the selection in each link", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "nowhere" } });
      const ids = Array.from({ length: 25 }, (_, i) => `task-${String(i).padStart(2, "0")}`);
      await client.task.addCollection(
        "job",
        ids.map((id) => ({ id, commandLine: "/bin/true" })),
      );
      const options = {
        maxResults: 10,
        select: "id,state",
        filter: "state eq 'active' and startswith(id, 'task-')",
      };
      let page = await client.task.list("job", { taskListOptions: options });
      assert.deepEqual(Object.keys(page[0] ?? {}), ["id", "state"]);
      const sizes = [page.length];
      const seen = page.map(({ id }) => id);
      while (page.odatanextLink !== undefined) {
        page = await client.task.listNext(page.odatanextLink);
        sizes.push(page.length);
        seen.push(...page.map(({ id }) => id));
        assert.deepEqual(Object.keys(page[0] ?? {}), ["id", "state"]);
      }
      assert.deepEqual(sizes, [10, 10, 5]);
      assert.deepEqual(seen, ids);
    }));

  it("is filtered by state, result, exit code and time", () =>
    withBatchService(async ({ client }) => {
      const before = new Date(Date.now() - 1000).toISOString();
      await runTasks(client, [
        { id: "good", commandLine: "/bin/true" },
        { id: "bad", commandLine: "/bin/false" },
        { id: "it-s", commandLine: "/bin/sh -c 'exit 7'" },
      ]);
      assert.deepEqual(await listed(client), ["bad", "good", "it-s"]);
      assert.deepEqual(await listed(client, "executionInfo/result eq 'Failure'"), ["bad", "it-s"]);
      assert.deepEqual(await listed(client, "executionInfo/exitCode ge 7"), ["it-s"]);
      assert.deepEqual(await listed(client, "state ne 'completed' or id eq 'GOOD'"), ["good"]);
      assert.deepEqual((await listed(client, `stateTransitionTime gt DateTime'${before}'`)).sort(), [
        "bad",
        "good",
        "it-s",
      ]);
      assert.deepEqual(await listed(client, `stateTransitionTime gt DateTime'2100-01-01T00:00:00Z'`), []);
      assert.deepEqual(
        await listed(
          client,
          "(startswith(id,'g') or startswith(id,'b')) and executionInfo/result eq 'success'",
        ),
        ["good"],
      );
    }));

  it("refuses a filter that Azure refuses", () =>
    withBatchService(async ({ client }) => {
      await client.job.add({ id: "job", poolInfo: { poolId: "nowhere" } });
      for (const filter of [
        "color eq 'red'",
        "state gt 'active'",
        "not (state eq 'active')",
        "state eq",
        "state eq 'active' and",
        "id eq 5",
        "executionInfo/exitCode eq '5'",
        "constructor eq 'x'",
        "id eq 'x' ; DROP TABLE task",
      ])
        await assert.rejects(
          listed(client, filter),
          { statusCode: 400, code: "InvalidQueryParameterValue" },
          filter,
        );
    }));
});
