import assert from "node:assert/strict";
import { BatchError } from "../../../../../local/emulator/protocol/errors.ts";
import { earlierError } from "../../../../../local/emulator/protocol/forms/forms.ts";
import { knownPart } from "../../../../../local/emulator/protocol/limit-to-version.ts";
import { readRequest } from "../../../../../local/emulator/protocol/read-request.ts";
import type { OperationId } from "../../../../../local/emulator/protocol/types.ts";
import type { ApiVersion } from "../../../../../local/emulator/protocol/versions.ts";
import { unlimited } from "../../../../../local/emulator/time/duration.ts";

const read = (version: ApiVersion, operation: OperationId, body: unknown): unknown =>
  readRequest({ version, operation, body }).body;

const shown = (version: ApiVersion, operation: OperationId, body: object): unknown =>
  knownPart({ version, operation, status: 200 }, body);

const pool = { id: "pool", vmSize: "small" };
const machine = { imageReference: {}, nodeAgentSKUId: "batch.node.ubuntu 24.04" };

describe("taskSlotsPerNode", () => {
  const [last, first] = ["2020-03-01.11.0", "2020-09-01.12.0"] as const;
  const [earlier, present] = [{ maxTasksPerNode: 4 }, { taskSlotsPerNode: 4 }];
  const autoPool = (settings: object) => ({
    autoPoolSpecification: { poolLifetimeOption: "job", pool: { vmSize: "small", ...settings } },
  });

  it("is maxTasksPerNode before 2020-09-01.12.0 in requests, also for automatic pools of jobs and schedules", () => {
    const job = (settings: object) => ({ id: "job", poolInfo: autoPool(settings) });
    const schedule = (settings: object) => ({
      id: "schedule",
      schedule: {},
      jobSpecification: { poolInfo: autoPool(settings) },
    });
    assert.deepEqual(read(last, "Pool_Add", { ...pool, ...earlier }), { ...pool, ...present });
    assert.deepEqual(read(last, "Job_Add", job(earlier)), job(present));
    assert.deepEqual(read(last, "JobSchedule_Add", schedule(earlier)), schedule(present));
    assert.deepEqual(read(first, "Pool_Add", { ...pool, ...present }), { ...pool, ...present });
  });

  it("is maxTasksPerNode in responses, also in lists", () => {
    const job = (settings: object) => ({ id: "job", poolInfo: autoPool(settings) });
    assert.deepEqual(shown(last, "Pool_Get", { ...pool, ...present }), { ...pool, ...earlier });
    assert.deepEqual(shown(last, "Pool_List", { value: [{ ...pool, ...present }] }), {
      value: [{ ...pool, ...earlier }],
    });
    assert.deepEqual(shown(last, "Job_List", { value: [job(present)] }), { value: [job(earlier)] });
    assert.deepEqual(shown(first, "Pool_Get", { ...pool, ...present }), { ...pool, ...present });
  });

  it("is refused by versions that don't have it, and maxTasksPerNode by those that do", () => {
    const code = "InvalidRequestBody";
    assert.throws(() => read(last, "Pool_Add", { ...pool, ...present }), { code });
    assert.throws(() => read(first, "Pool_Add", { ...pool, ...earlier }), { code });
    assert.throws(() => read(last, "Pool_Add", { ...pool, maxTasksPerNode: 257 }), {
      code: "InvalidPropertyValue",
    });
  });

  it("is maxTasksPerNode in $select and in errors", () => {
    const select = (version: ApiVersion) =>
      readRequest({ version, operation: "Pool_List", query: { $select: "id,maxTasksPerNode" } }).query
        .$select;
    assert.equal(select(last), "id,taskSlotsPerNode");
    assert.equal(select(first), "id,maxTasksPerNode");
    const error = new BatchError("InvalidPropertyValue", {
      PropertyName: "taskSlotsPerNode",
      PropertyPath: "poolInfo.taskSlotsPerNode",
      Reason: "…",
    });
    const told = earlierError(last, error);
    assert(told instanceof BatchError);
    assert.deepEqual(
      told.values.map(({ value }) => value),
      ["maxTasksPerNode", "poolInfo.maxTasksPerNode", "…"],
    );
    assert.equal(earlierError(first, error), error);
  });
});

describe("task counts", () => {
  const counts = { active: 1, running: 2, completed: 3, succeeded: 2, failed: 1 };
  const present = {
    "odata.metadata": "http://host/$metadata#taskcountsresult/@Element",
    taskCounts: counts,
    taskSlotCounts: counts,
  };
  const flat = { "odata.metadata": "http://host/$metadata#taskcounts/@Element", ...counts };

  it("are flat before 2020-09-01.12.0, with validationStatus before 2018-08-01.7.0", () => {
    assert.equal(shown("2020-09-01.12.0", "Job_GetTaskCounts", present), present);
    assert.deepEqual(shown("2020-03-01.11.0", "Job_GetTaskCounts", present), flat);
    assert.deepEqual(shown("2018-03-01.6.1", "Job_GetTaskCounts", present), {
      ...flat,
      validationStatus: "validated",
    });
  });
});

describe("public IP addresses", () => {
  const present = { publicIPAddressConfiguration: { provision: "usermanaged", ipAddressIds: ["/ip"] } };
  const earlier = { publicIPs: ["/ip"] };

  it("are publicIPs in 2019-08-01.10.0", () => {
    const body = (networkConfiguration: object) => ({ ...pool, networkConfiguration });
    assert.deepEqual(read("2019-08-01.10.0", "Pool_Add", body(earlier)), body(present));
    assert.deepEqual(shown("2019-08-01.10.0", "Pool_Get", body(present)), body(earlier));
    assert.deepEqual(shown("2019-06-01.9.0", "Pool_Get", body(present)), body({}));
    assert.throws(() => read("2020-03-01.11.0", "Pool_Add", body(earlier)), { code: "InvalidRequestBody" });
    const subnet = body({ subnetId: "/subnet" });
    assert.deepEqual(read("2019-08-01.10.0", "Pool_Add", subnet), subnet);
    assert.deepEqual(shown("2019-08-01.10.0", "Pool_Get", subnet), subnet);
  });
});

describe("a URL of a resource file", () => {
  const task = (resourceFile: object) => ({
    id: "task",
    commandLine: "/bin/true",
    resourceFiles: [{ filePath: "a", ...resourceFile }],
    constraints: { retentionTime: "P1D" },
  });

  it("is blobSource before 2018-12-01.8.0", () => {
    const [earlier, present] = [task({ blobSource: "http://a" }), task({ httpUrl: "http://a" })];
    assert.deepEqual(read("2018-08-01.7.0", "Task_Add", earlier), present);
    assert.deepEqual(shown("2018-08-01.7.0", "Task_Get", present), earlier);
    assert.deepEqual(read("2018-12-01.8.0", "Task_Add", present), present);
    assert.throws(() => read("2018-12-01.8.0", "Task_Add", earlier), { code: "InvalidRequestBody" });
    const files = {
      value: [task({}), task({})].map(({ resourceFiles: [file], ...rest }) => ({ ...rest, ...file })),
    };
    assert.throws(() => read("2018-08-01.7.0", "Task_AddCollection", files), { code: "InvalidRequestBody" });
  });
});

describe("defaults of earlier versions", () => {
  const startTask = { commandLine: "/bin/true" };

  it("don't wait for a start task before 2019-08-01.10.0", () => {
    const waits = (version: ApiVersion, given: object = {}) => {
      const body = read(version, "Pool_Patch", { startTask: { ...startTask, ...given } });
      return (body as { startTask: { waitForSuccess?: boolean } }).startTask.waitForSuccess;
    };
    assert.equal(waits("2019-06-01.9.0"), false);
    assert.equal(waits("2019-06-01.9.0", { waitForSuccess: true }), true);
    assert.equal(waits("2019-08-01.10.0"), undefined);
  });

  it("keep the files of tasks before 2018-12-01.8.0", () => {
    const task = { id: "task", commandLine: "/bin/true" };
    const keeps = { constraints: { retentionTime: unlimited } };
    assert.deepEqual(read("2018-08-01.7.0", "Task_Add", task), { ...task, ...keeps });
    assert.deepEqual(read("2018-08-01.7.0", "Task_Update", { constraints: { maxTaskRetryCount: 1 } }), {
      constraints: { maxTaskRetryCount: 1, retentionTime: unlimited },
    });
    const job = { id: "job", poolInfo: {}, jobReleaseTask: { commandLine: "/bin/true" } };
    assert.deepEqual(read("2018-08-01.7.0", "Job_Add", job), {
      ...job,
      jobReleaseTask: { commandLine: "/bin/true", retentionTime: unlimited },
    });
    assert.deepEqual(read("2018-12-01.8.0", "Task_Add", task), task);
  });

  it("cache no disk before 2018-08-01.7.0", () => {
    const body = (disk: object) => ({
      ...pool,
      virtualMachineConfiguration: { ...machine, dataDisks: [{ lun: 0, diskSizeGB: 1, ...disk }] },
    });
    assert.deepEqual(read("2018-03-01.6.1", "Pool_Add", body({})), body({ caching: "none" }));
    assert.deepEqual(read("2018-08-01.7.0", "Pool_Add", body({})), body({}));
  });
});

describe("the type of containers", () => {
  it("is docker before 2018-08-01.7.0", () => {
    const body = (type: string) => ({
      ...pool,
      virtualMachineConfiguration: { ...machine, containerConfiguration: { type } },
    });
    assert.deepEqual(read("2018-03-01.6.1", "Pool_Add", body("docker")), body("dockerCompatible"));
    assert.deepEqual(shown("2018-03-01.6.1", "Pool_Get", body("dockerCompatible")), body("docker"));
    assert.throws(() => read("2018-08-01.7.0", "Pool_Add", body("docker")), { code: "InvalidPropertyValue" });
  });
});
