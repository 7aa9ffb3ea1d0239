import assert from "node:assert/strict";
import { apiVersions } from "../../../../local/emulator/protocol/versions.ts";
import { linux } from "../../../helpers/account.ts";
import { until } from "../../../helpers/until.ts";
import { type ErrorBody, signedFetch } from "./signed-fetch.ts";
import { type Lab, withBatchService } from "./with-batch-service.ts";

type Json = Record<string, unknown>;

const earlierVersions = apiVersions.filter((version) => version < "2020-09-01.12.0");

/** Returns a function that sends a signed request of an API version and expects a status. */
const sender = ({ service, key }: Lab, version: string) => {
  const target = { endpoint: service.endpoint, key };
  return async (status: number, request: string, body?: object): Promise<Json & ErrorBody> => {
    const [method, path = ""] = request.split(" ");
    const url = `${path}${path.includes("?") ? "&" : "?"}api-version=${version}`;
    const answer = await signedFetch(target, url, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    assert.equal(answer.status, status, `${request}: ${JSON.stringify(answer.body)}`);
    return answer.body as Json & ErrorBody;
  };
};

const withVersion = (version: string, use: (send: ReturnType<typeof sender>) => Promise<void>) =>
  withBatchService((lab) => use(sender(lab, version)));

const pool = { id: "pool", ...linux, targetDedicatedNodes: 1, maxTasksPerNode: 2 };
const autoPool = {
  autoPoolSpecification: {
    poolLifetimeOption: "job",
    pool: { ...linux, targetDedicatedNodes: 0, maxTasksPerNode: 3 },
  },
};

for (const version of earlierVersions)
  describe(`API version ${version}`, () => {
    it("runs tasks on a pool with maxTasksPerNode and counts them without slots", () =>
      withVersion(version, async (send) => {
        await send(201, "POST /pools", pool);
        const { maxTasksPerNode, taskSlotsPerNode } = await send(200, "GET /pools/pool");
        assert.deepEqual([maxTasksPerNode, taskSlotsPerNode], [2, undefined]);
        assert.deepEqual((await send(200, "GET /pools?$select=id,maxTasksPerNode")).value, [
          { id: "pool", maxTasksPerNode: 2 },
        ]);
        await send(201, "POST /jobs", { id: "job", poolInfo: { poolId: "pool" } });
        const tasks = ["a", "b"].map((id) => ({ id, commandLine: `/bin/echo ${id}` }));
        await send(200, "POST /jobs/job/addtaskcollection", { value: tasks });
        const counts = await until(
          async () => {
            const found = await send(200, "GET /jobs/job/taskcounts");
            return found.completed === 2 ? found : undefined;
          },
          { what: "two completed tasks" },
        );
        const { "odata.metadata": metadata, ...numbers } = counts;
        assert.match(String(metadata), /\$metadata#taskcounts\/@Element$/);
        assert.deepEqual(numbers, {
          ...{ active: 0, running: 0, completed: 2, succeeded: 2, failed: 0 },
          ...(version < "2018-08-01.7.0" ? { validationStatus: "validated" } : {}),
        });
        const task = await send(200, "GET /jobs/job/tasks/a");
        assert.equal(task.requiredSlots, undefined);
        const { value: nodes } = await send(200, "GET /pools/pool/nodes");
        assert.equal(nodes?.length, 1);
        assert.equal(nodes[0]?.runningTaskSlotsCount, undefined);
      }));

    it("shows maxTasksPerNode in automatic pools of jobs and schedules", () =>
      withVersion(version, async (send) => {
        await send(201, "POST /jobs", { id: "job", poolInfo: autoPool });
        const jobSpecification = { poolInfo: autoPool };
        const schedule = { doNotRunUntil: "2200-01-01T00:00:00Z" };
        await send(201, "POST /jobschedules", { id: "schedule", schedule, jobSpecification });
        const { value: jobs } = await send(200, "GET /jobs");
        const shown = [
          (await send(200, "GET /jobs/job")).poolInfo,
          jobs?.[0]?.poolInfo,
          ((await send(200, "GET /jobschedules/schedule")).jobSpecification as Json).poolInfo,
        ];
        for (const poolInfo of shown) {
          const settings = (poolInfo as typeof autoPool).autoPoolSpecification.pool;
          assert.equal(settings.maxTasksPerNode, 3);
          assert(!("taskSlotsPerNode" in settings));
        }
      }));

    it("refuses properties of later versions, and names its own in errors", () =>
      withVersion(version, async (send) => {
        const { maxTasksPerNode: _, ...others } = pool;
        const refused = await send(400, "POST /pools", { ...others, taskSlotsPerNode: 2 });
        assert.equal(refused.code, "InvalidRequestBody");
        // The VM size has two cores.
        const { code, values } = await send(400, "POST /pools", { ...pool, maxTasksPerNode: 9 });
        assert.equal(code, "InvalidPropertyValue");
        assert.equal(values?.find(({ key }) => key === "PropertyName")?.value, "maxTasksPerNode");
      }));

    const [images, removed] =
      version < "2019-06-01.9.0"
        ? ["/nodeagentskus", "/supportedimages"]
        : ["/supportedimages", "/nodeagentskus"];
    it(`lists images at ${images}, not at ${removed}`, () =>
      withVersion(version, async (send) => {
        assert((await send(200, `GET ${images}`)).value?.length);
        await send(404, `GET ${removed}`);
      }));
  });

describe("a resource that a client of a later version added", () => {
  it("is shown in the form of the earlier version", () =>
    withBatchService(async (lab) => {
      const [earlier, later] = [sender(lab, "2018-03-01.6.1"), sender(lab, "2024-07-01.20.0")];
      const { maxTasksPerNode: _, ...others } = pool;
      await later(201, "POST /pools", { ...others, taskSlotsPerNode: 4, resourceTags: { a: "b" } });
      const shown = await earlier(200, "GET /pools/pool");
      assert.deepEqual(
        [shown.maxTasksPerNode, shown.taskSlotsPerNode, shown.resourceTags],
        [4, undefined, undefined],
      );
      await later(201, "POST /jobs", { id: "job", poolInfo: { poolId: "pool" } });
      const resourceFiles = [
        { httpUrl: "http://127.0.0.1:1/a", filePath: "a" },
        { storageContainerUrl: "http://127.0.0.1:1/b?sas", filePath: "b" },
      ];
      await later(201, "POST /jobs/job/tasks", { id: "task", commandLine: "/bin/true", resourceFiles });
      const task = await earlier(200, "GET /jobs/job/tasks/task");
      assert.deepEqual(task.resourceFiles, [
        { filePath: "a", blobSource: "http://127.0.0.1:1/a" },
        { filePath: "b" },
      ]);
    }));
});
