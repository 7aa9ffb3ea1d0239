import assert from "node:assert/strict";
import { readApiVersion } from "../../../../local/emulator/protocol/query.ts";
import {
  apiVersions,
  definitionOf,
  operationOf,
  operations,
} from "../../../../local/emulator/protocol/versions.ts";

describe("operations", () => {
  it("are as many as Azure's definitions have", () => {
    assert.deepEqual(
      apiVersions.map((version) => [version, operations(version).length]),
      [
        ["2022-10-01.16.0", 78],
        ["2024-02-01.19.0", 76],
        ["2024-07-01.20.0", 77],
        ["2025-06-01", 72],
      ],
    );
  });

  it("tell method, path and success statuses", () => {
    const find = (id: string) => operations("2025-06-01").find(({ operationId }) => operationId === id);
    assert.deepEqual(find("Pool_Exists"), {
      operationId: "Pool_Exists",
      method: "HEAD",
      path: "/pools/{poolId}",
      successStatuses: [200, 404],
    });
    assert.deepEqual(find("Task_Terminate")?.successStatuses, [204]);
    assert.equal(find("Certificate_Add"), undefined);
  });

  it("are found by id and by route, whatever a parameter is called", () => {
    const byId = operationOf("2025-06-01", "Task_Get");
    assert.equal(operationOf("2025-06-01", "GET /jobs/{jobId}/tasks/{taskId}"), byId);
    assert.equal(operationOf("2025-06-01", "GET /jobs/:job/tasks/:task"), byId);
    assert.throws(() => operationOf("2025-06-01", "Certificate_Add"), /no operation Certificate_Add/);
  });
});

describe("definitions", () => {
  it("refer to definitions that are there, in every version", () => {
    for (const version of apiVersions) {
      const { definitions } = definitionOf(version);
      const refs = [...JSON.stringify(definitions).matchAll(/"\$ref":"(\w+)"/g)].map(([, name]) => name!);
      assert.deepEqual(
        refs.filter((name) => definitions[name] === undefined),
        [],
        version,
      );
    }
  });
});

describe("the API version of a query", () => {
  it("is one of those known, or the problem is told", () => {
    assert.deepEqual(readApiVersion("2025-06-01"), { version: "2025-06-01" });
    assert.deepEqual(readApiVersion(undefined), {
      problem: {
        code: "MissingRequiredQueryParameter",
        values: [{ key: "QueryParameterName", value: "api-version" }],
      },
    });
    assert.deepEqual(
      readApiVersion("2023-05-01.17.0"),
      { version: "2024-02-01.19.0" },
      "of azure-batch 14.0",
    );
    const unknown = readApiVersion("2001-01-01");
    assert("problem" in unknown);
    assert.equal(unknown.problem.code, "UnsupportedRequestVersion");
  });
});
