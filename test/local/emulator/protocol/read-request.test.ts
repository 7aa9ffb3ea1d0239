import assert from "node:assert/strict";
import type { BatchError } from "../../../../local/emulator/protocol/errors.ts";
import { readRequest } from "../../../../local/emulator/protocol/read-request.ts";
import type { OperationId } from "../../../../local/emulator/protocol/types.ts";
import type { ApiVersion } from "../../../../local/emulator/protocol/versions.ts";
import { problemsOf } from "./problems-of.ts";

const pool = {
  id: "pool-1",
  vmSize: "standard_d2s_v3",
  virtualMachineConfiguration: {
    imageReference: { publisher: "canonical", offer: "ubuntu-24_04-lts", sku: "server" },
    nodeAgentSKUId: "batch.node.ubuntu 24.04",
  },
};
const job = { id: "job-1", poolInfo: { poolId: "pool-1" } };
const task = { id: "task-1", commandLine: "/bin/true" };

const only = (operation: OperationId, body: unknown, version: ApiVersion = "2024-07-01.20.0"): BatchError => {
  const problems = problemsOf(() => readRequest({ version, operation, body }));
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0]!;
};

const detailOf = (problem: BatchError, key: string): string | undefined =>
  problem.values.find((each) => each.key === key)?.value;

describe("a request body", () => {
  const refused: [OperationId, unknown, code: string, path: string, reason: RegExp | undefined][] = [
    ["Pool_Add", { ...pool, id: undefined }, "MissingRequiredProperty", "id", undefined],
    ["Pool_Add", { ...pool, id: null }, "MissingRequiredProperty", "id", undefined],
    ["Pool_Add", { ...pool, startTask: {} }, "MissingRequiredProperty", "startTask.commandLine", undefined],
    ["Pool_Add", { ...pool, id: "a/../b" }, "InvalidPropertyValue", "id", /must match/],
    ["Pool_Add", { ...pool, id: "" }, "InvalidPropertyValue", "id", /must match/],
    ["Pool_Add", { ...pool, id: "x".repeat(65) }, "InvalidPropertyValue", "id", /must match/],
    ["Pool_Add", { ...pool, displayName: "x".repeat(1025) }, "InvalidPropertyValue", "displayName", /longer/],
    ["Pool_Add", { ...pool, resizeTimeout: "PT4M" }, "InvalidPropertyValue", "resizeTimeout", /PT5M/],
    ["Pool_Add", { ...pool, resizeTimeout: "5 minutes" }, "InvalidRequestBody", "resizeTimeout", /Edm.Time/],
    ["Pool_Add", { ...pool, resizeTimeout: 300 }, "InvalidRequestBody", "resizeTimeout", /Edm.Time/],
    ["Pool_Add", { ...pool, targetDedicatedNodes: -1 }, "InvalidPropertyValue", "targetDedicatedNodes", /0/],
    [
      "Pool_Add",
      { ...pool, targetDedicatedNodes: 1.5 },
      "InvalidRequestBody",
      "targetDedicatedNodes",
      /Int32/,
    ],
    [
      "Pool_Add",
      { ...pool, targetDedicatedNodes: 2 ** 31 },
      "InvalidRequestBody",
      "targetDedicatedNodes",
      /32/,
    ],
    ["Pool_Add", { ...pool, enableAutoScale: "maybe" }, "InvalidRequestBody", "enableAutoScale", /Boolean/],
    ["Pool_Add", { ...pool, enableAutoScale: 1 }, "InvalidRequestBody", "enableAutoScale", /Boolean/],
    ["Pool_Add", { ...pool, startTask: [] }, "InvalidRequestBody", "startTask", /StartArray.*StartObject/],
    ["Pool_Add", { ...pool, metadata: {} }, "InvalidRequestBody", "metadata", /StartObject.*StartArray/],
    ["Pool_Add", { ...pool, metadata: [null] }, "InvalidRequestBody", "metadata[0]", /PrimitiveValue/],
    [
      "Pool_Add",
      { ...pool, metadata: [{ name: "a" }] },
      "MissingRequiredProperty",
      "metadata[0].value",
      undefined,
    ],
    [
      "Pool_Add",
      { ...pool, taskSchedulingPolicy: { nodeFillType: "heap" } },
      "InvalidPropertyValue",
      "taskSchedulingPolicy.nodeFillType",
      /spread, pack/,
    ],
    ["Pool_Add", { ...pool, bogus: 1 }, "InvalidRequestBody", "bogus", /'bogus' does not exist .*Pool'/],
    ["Pool_Add", JSON.parse('{"__proto__": {"id": "p"}}'), "MissingRequiredProperty", "id", undefined],
    ["Job_Add", { ...job, constructor: {} }, "InvalidRequestBody", "constructor", /does not exist/],
    ["Job_Add", { ...job, priority: "high" }, "InvalidRequestBody", "priority", /Edm.Int32/],
    ["Job_Add", { ...job, priority: 1001 }, "InvalidPropertyValue", "priority", /-1000 and 1000/],
    ["Job_Add", { ...job, maxParallelTasks: 0 }, "InvalidPropertyValue", "maxParallelTasks", /not be 0/],
    [
      "Job_Add",
      { ...job, jobReleaseTask: { commandLine: "x", maxWallClockTime: "PT16M" } },
      "InvalidPropertyValue",
      "jobReleaseTask.maxWallClockTime",
      /PT15M/,
    ],
    ["Task_Add", { ...task, commandLine: 5 }, "InvalidRequestBody", "commandLine", /Edm.String/],
    ["Task_Add", { ...task, commandLine: {} }, "InvalidRequestBody", "commandLine", /'StartObject'/],
    ["Task_Add", { ...task, requiredSlots: 0 }, "InvalidPropertyValue", "requiredSlots", /1/],
    ["Task_Add", { ...task, commandline: "x" }, "InvalidRequestBody", "commandline", /does not exist/],
    [
      "Task_AddCollection",
      { value: [task, { ...task, resourceFiles: [{ httpUrl: [] }] }] },
      "InvalidRequestBody",
      "value[1].resourceFiles[0].httpUrl",
      /StartArray/,
    ],
    ["Task_AddCollection", { value: Array(101).fill(task) }, "InvalidPropertyValue", "value", /100/],
    [
      "JobSchedule_Add",
      { id: "s", schedule: { doNotRunUntil: "2026-02-30T00:00:00Z" }, jobSpecification: { poolInfo: {} } },
      "InvalidRequestBody",
      "schedule.doNotRunUntil",
      /Edm.DateTime/,
    ],
    ["Pool_RemoveNodes", { nodeList: Array(101).fill("n") }, "InvalidPropertyValue", "nodeList", /100/],
    ["Job_Disable", {}, "MissingRequiredProperty", "disableTasks", undefined],
  ];
  for (const [operation, body, code, path, reason] of refused)
    it(`is refused: ${operation} ${JSON.stringify(path)} with ${code}${reason ? ` ${reason}` : ""}`, () => {
      const problem = only(operation, body);
      assert.equal(problem.code, code);
      assert.equal(detailOf(problem, "PropertyPath"), path);
      assert.equal(
        detailOf(problem, "PropertyName"),
        path
          .split(".")
          .at(-1)
          ?.replace(/\[\d+\]$/, ""),
      );
      if (reason !== undefined) assert.match(detailOf(problem, "Reason") ?? "", reason);
    });

  it("is required, unless the definition says that it is optional", () => {
    const bodies = [undefined, null, "", [], "text", 5];
    assert.deepEqual(
      bodies.map((body) => only("Pool_Add", body).code),
      bodies.map(() => "InvalidRequestBody"),
    );
    assert.equal(readRequest({ version: "2025-06-01", operation: "Job_Terminate" }).body, undefined);
  });

  it("is refused if it is nested deeper than 32 levels", () => {
    const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000));
    assert.match(only("Pool_Add", { ...pool, metadata: deep }).values[0]!.value, /deeper than 32/);
  });

  it("never shows a secret", () => {
    const problem = only("Pool_Add", { ...pool, userAccounts: [{ name: "me", password: 1234 }] });
    assert.equal(detailOf(problem, "PropertyValue"), "(hidden)");
    assert(!JSON.stringify(problem).includes("1234"));
  });

  it("is read as in Azure: numeric strings, nulls, case of enums, durations, read-only properties", () => {
    const given = {
      ...pool,
      startTask: null,
      targetDedicatedNodes: "2",
      enableAutoScale: "False",
      resizeTimeout: "PT01H00M00S",
      taskSchedulingPolicy: { nodeFillType: "Spread" },
      virtualMachineConfiguration: {
        ...pool.virtualMachineConfiguration,
        imageReference: { virtualMachineImageId: "/image", exactVersion: "1.2.3" },
      },
    };
    const before = structuredClone(given);
    const { body } = readRequest({ version: "2025-06-01", operation: "Pool_Add", body: given });
    assert.deepEqual(body, {
      ...pool,
      targetDedicatedNodes: 2,
      enableAutoScale: false,
      resizeTimeout: "PT1H",
      taskSchedulingPolicy: { nodeFillType: "spread" },
      virtualMachineConfiguration: {
        ...pool.virtualMachineConfiguration,
        imageReference: { virtualMachineImageId: "/image" },
      },
    });
    assert.deepEqual(given, before, "the caller's body is left alone");
  });

  it("has times in UTC and in units of 100 ns", () => {
    const timeOf = (doNotRunUntil: string) => {
      const body = {
        id: "s",
        schedule: { doNotRunUntil },
        jobSpecification: { poolInfo: { poolId: "pool" } },
      };
      return readRequest({ version: "2025-06-01", operation: "JobSchedule_Add", body }).body.schedule
        .doNotRunUntil;
    };
    assert.equal(timeOf("2023-08-07T18:17:48.999787300Z"), "2023-08-07T18:17:48.9997873Z");
    assert.equal(timeOf("2099-12-25T08:00:00.000Z"), "2099-12-25T08:00:00Z");
    assert.equal(timeOf("2023-08-07T18:17:48.9+02:00"), "2023-08-07T16:17:48.9Z");
    assert.equal(timeOf("2023-08-07T18:17"), "2023-08-07T18:17:00Z");
  });

  it("is read by the version that it was sent with", () => {
    const both = { ...pool, cloudServiceConfiguration: { osFamily: "5" } };
    readRequest({ version: "2022-10-01.16.0", operation: "Pool_Add", body: both });
    assert.equal(detailOf(only("Pool_Add", both, "2025-06-01"), "PropertyName"), "cloudServiceConfiguration");
    // azure-batch 15.1.0 replaces a job by its whole resource, what is read-only in it is not looked at.
    const whole = { ...job, url: "https://x", state: "active", priority: 3 };
    const { body } = readRequest({ version: "2025-06-01", operation: "Job_Update", body: whole });
    assert.deepEqual(body, { poolInfo: job.poolInfo, priority: 3 });
  });

  it("is accepted as the az CLI sends it for a pool reset", () => {
    const body = { applicationPackageReferences: [], metadata: [{ name: "a", value: "b" }] };
    readRequest({ version: "2024-02-01.19.0", operation: "Pool_UpdateProperties", body });
  });
});

describe("a request's query", () => {
  const read = (operation: OperationId, query: Record<string, unknown>) =>
    readRequest({ version: "2024-07-01.20.0", operation, query });

  it("is converted, with names compared without case", () => {
    const { query } = read("Job_List", {
      "api-version": "2024-07-01.20.0",
      maxresults: "10",
      timeOut: "30",
      $filter: "state eq 'active'",
      $skiptoken: "abc",
      $select: "",
      unknown: "ignored",
    });
    assert.deepEqual(query, { maxresults: 10, timeout: 30, $filter: "state eq 'active'", $skiptoken: "abc" });
    assert.deepEqual(read("Job_Delete", { force: "True" }).query, { force: true });
  });

  const refused: [OperationId, Record<string, unknown>, code: string, name: string][] = [
    ["Job_List", { maxresults: "0" }, "InvalidQueryParameterValue", "maxresults"],
    ["Job_List", { maxresults: "1001" }, "InvalidQueryParameterValue", "maxresults"],
    ["Account_ListPoolNodeCounts", { maxresults: "11" }, "InvalidQueryParameterValue", "maxresults"],
    ["Job_List", { maxresults: "ten" }, "InvalidQueryParameterValue", "maxresults"],
    ["Job_List", { maxresults: ["1", "2"] }, "InvalidQueryParameterValue", "maxresults"],
    ["Job_List", { timeout: "1e400" }, "InvalidQueryParameterValue", "timeout"],
    ["File_ListFromTask", { recursive: "yes" }, "InvalidQueryParameterValue", "recursive"],
    ["Job_List", { $orderby: "id" }, "UnsupportedQueryParameter", "$orderby"],
    ["Job_Get", { $filter: "id eq 'a'" }, "UnsupportedQueryParameter", "$filter"],
  ];
  for (const [operation, query, code, name] of refused)
    it(`is refused: ${operation} ${JSON.stringify(query)} with ${code}`, () => {
      const problems = problemsOf(() => read(operation, query));
      assert.deepEqual(
        problems.map((problem) => [problem.code, detailOf(problem, "QueryParameterName")]),
        [[code, name]],
      );
    });
});
