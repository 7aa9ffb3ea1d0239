import assert from "node:assert/strict";
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

  it("have a method, a path and success statuses", () => {
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

  it("throw if a version doesn't have them", () => {
    assert.equal(operationOf("2024-07-01.20.0", "Certificate_Add").path, "/certificates");
    assert.throws(() => operationOf("2025-06-01", "Certificate_Add"), /no operation Certificate_Add/);
  });
});

describe("definitions", () => {
  it("refer to existing definitions in every version", () => {
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
