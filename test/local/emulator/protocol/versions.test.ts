import assert from "node:assert/strict";
import {
  type ApiVersion,
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
        ["2018-03-01.6.1", 77],
        ["2018-08-01.7.0", 77],
        ["2018-12-01.8.0", 76],
        ["2019-06-01.9.0", 76],
        ["2019-08-01.10.0", 76],
        ["2020-03-01.11.0", 76],
        ["2020-09-01.12.0", 76],
        ["2021-06-01.14.0", 78],
        ["2022-01-01.15.0", 78],
        ["2022-10-01.16.0", 78],
        ["2023-05-01.17.0", 76],
        ["2023-11-01.18.0", 76],
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
  const propertiesOf = (version: ApiVersion, definition: string) =>
    Object.keys(definitionOf(version).definitions[definition]?.properties ?? {});

  it("add the differences of all versions between theirs and the base", () => {
    const ips = (version: ApiVersion) =>
      propertiesOf(version, "NetworkConfiguration").filter((name) => /^publicIP/.test(name));
    assert.deepEqual(ips("2019-06-01.9.0"), []);
    assert.deepEqual(ips("2019-08-01.10.0"), ["publicIPs"]);
    assert.deepEqual(ips("2020-03-01.11.0"), ["publicIPAddressConfiguration"]);
    assert.deepEqual(propertiesOf("2018-03-01.6.1", "JobNetworkConfiguration"), []);
    assert.deepEqual(propertiesOf("2018-12-01.8.0", "JobNetworkConfiguration"), ["subnetId"]);
  });

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
