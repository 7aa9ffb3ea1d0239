import assert from "node:assert/strict";
import { dataServiceId } from "../../../../local/emulator/http/data-service-id.ts";
import type { OperationId } from "../../../../local/emulator/protocol/types.ts";

const baseUrl = "http://host";
const idOf = (operation: OperationId, rawPath: string, headers: Record<string, string> = {}) =>
  dataServiceId(operation, { apiVersion: "2024-07-01.20.0", baseUrl, rawPath }, { status: 200, headers });

describe("dataServiceId", () => {
  it("is the URL of what was created", () =>
    assert.equal(idOf("Job_Add", "/jobs", { Location: `${baseUrl}/jobs/job-1` }), `${baseUrl}/jobs/job-1`));

  for (const [operation, path] of [
    ["Job_Patch", "/jobs/j"],
    ["Task_Update", "/jobs/j/tasks/t"],
    ["Job_Disable", "/jobs/j/disable"],
    ["Task_Terminate", "/jobs/j/tasks/t/terminate"],
    ["Pool_EvaluateAutoScale", "/pools/p/evaluateautoscale"],
    ["ComputeNode_Reboot", "/pools/p/nodes/n/reboot"],
    ["ComputeNode_Deallocate", "/pools/p/nodes/n/deallocate"],
    ["ComputeNode_UpdateUser", "/pools/p/nodes/n/users/u"],
    ["ComputeNode_GetRemoteLoginSettings", "/pools/p/nodes/n/remoteloginsettings"],
  ] as const)
    it(`is the URL of the request: ${operation}`, () =>
      assert.equal(idOf(operation, path), `${baseUrl}${path}`));

  for (const operation of [
    "Pool_Get",
    "Pool_Exists",
    "Job_List",
    "Job_Delete",
    "Task_AddCollection",
    "Task_Reactivate",
    "ComputeNode_UploadBatchServiceLogs",
  ] as const)
    it(`is not sent: ${operation}`, () => assert.equal(idOf(operation, "/any"), undefined));
});
