import assert from "node:assert/strict";
import type { OperationId } from "../../../../local/emulator/protocol/types.ts";
import { responseProblems } from "../../../helpers/response-problems.ts";

const version = "2025-06-01";
const time = "2026-11-23T05:00:00.1234567Z";
const task = {
  id: "t",
  url: "https://a/jobs/j/tasks/t",
  eTag: "0x8DB77E8D6557424",
  lastModified: time,
  creationTime: time,
  state: "completed",
  stateTransitionTime: time,
  commandLine: "/bin/false",
  constraints: { maxWallClockTime: "P10675199DT2H48M5.4775807S" },
  executionInfo: {
    retryCount: 0,
    requeueCount: 0,
    result: "failure",
    failureInfo: { category: "UserError", code: "FailureExitCode" },
  },
};

describe("a response", () => {
  it("fits as Azure was recorded to send it: an Int64 as a string, `Success`, annotations", () => {
    assert.deepEqual(responseProblems({ version, operation: "Task_Get", status: 200, body: task }), []);
    const files = { value: [{ name: "a", properties: { lastModified: time, contentLength: "13" } }] };
    assert.deepEqual(
      responseProblems({ version, operation: "File_ListFromTask", status: 200, body: files }),
      [],
    );
    const added = { "odata.metadata": "x", value: [{ status: "Success", taskId: "t" }] };
    assert.deepEqual(
      responseProblems({ version, operation: "Task_AddCollection", status: 200, body: added }),
      [],
    );
  });

  it("may lack what a client of a newer version may leave out", () => {
    const containerSettings = { imageName: "image", registry: { registryServer: "server" } };
    const { url, commandLine } = task;
    const body = { id: "t", url, commandLine, containerSettings };
    const seen = { version: "2020-09-01.12.0", operation: "Task_Get", status: 200, body } as const;
    assert.deepEqual(responseProblems(seen), []);
  });

  const wrong: [OperationId, number, unknown, RegExp][] = [
    ["Task_Get", 200, { ...task, state: "Completed" }, /^state: .*found Completed/],
    ["Task_Get", 200, { ...task, surprise: 1 }, /^body: .*'surprise'/],
    ["Task_Get", 200, { ...task, url: undefined }, /^body: .*'url'/],
    ["Task_Get", 200, { ...task, displayName: null }, /^displayName: must be string/],
    ["Task_Get", 200, { ...task, creationTime: "yesterday" }, /^creationTime: .*date-time/],
    ["Task_Get", 200, { ...task, executionInfo: { retryCount: 0 } }, /^executionInfo: .*'requeueCount'/],
    ["Task_Get", 200, undefined, /none was sent/],
    ["Task_Get", 202, task, /expected status 200, got 202/],
    ["Task_Add", 201, { id: "t" }, /has no body/],
    ["Task_Get", 404, { message: "no" }, /^message: must be object/],
  ];
  for (const [operation, status, body, line] of wrong)
    it(`does not fit: ${operation} ${status} ${line}`, () => {
      const lines = responseProblems({ version, operation, status, body });
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.match(lines[0]!, line);
    });

  it("may lack properties that $select left out, but not nested ones", () => {
    const body = { value: [{ id: "t", executionInfo: { retryCount: 0 } }] };
    const lines = responseProblems({ version, operation: "Task_List", status: 200, body, selected: true });
    assert.deepEqual(lines, ["value/0/executionInfo: must have required property 'requeueCount'"]);
  });

  it("has no body after HEAD and 304, and any for a file", () => {
    const fits = (operation: OperationId, status: number, body?: unknown) =>
      assert.deepEqual(responseProblems({ version, operation, status, body }), []);
    fits("Pool_Exists", 404);
    fits("Pool_Get", 304);
    fits("File_GetFromTask", 200, "text");
    fits("Job_Get", 404, { code: "JobNotFound", message: { lang: "en-US", value: "…" } });
  });
});
