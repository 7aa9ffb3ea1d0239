import assert from "node:assert/strict";
import { withOperations } from "./with-operations.ts";

describe("Account_ListSupportedImages", () => {
  const images = [
    "canonical 0001-com-ubuntu-server-jammy 22_04-lts: batch.node.ubuntu 22.04 undefined",
    "canonical ubuntu-24_04-lts server: batch.node.ubuntu 24.04 undefined",
    "microsoft-dsvm ubuntu-hpc 2204: batch.node.ubuntu 22.04 DockerCompatible,NvidiaTeslaDriverInstalled",
    "microsoft-dsvm ubuntu-hpc 2404: batch.node.ubuntu 24.04 DockerCompatible,NvidiaTeslaDriverInstalled",
  ];

  it("lists each image with its node agent", () =>
    withOperations(async (lab) => {
      const { value } = await lab.get("Account_ListSupportedImages");
      assert(Array.isArray(value));
      assert.deepEqual(
        value.map(
          ({ imageReference: { publisher, offer, sku }, nodeAgentSKUId, capabilities }) =>
            `${publisher} ${offer} ${sku}: ${nodeAgentSKUId} ${capabilities}`,
        ),
        images,
      );
      assert(
        value.every(({ osType, verificationType }) => `${osType} ${verificationType}` === "linux verified"),
      );
    }));

  it("filters images by their properties", () =>
    withOperations(async (lab) => {
      const count = async ($filter: string) => {
        const { value } = await lab.get("Account_ListSupportedImages", { query: { $filter } });
        return Array.isArray(value) ? value.length : undefined;
      };
      assert.equal(await count("osType eq 'linux'"), 4);
      assert.equal(await count("osType eq 'windows'"), 0);
      assert.equal(
        await count("nodeAgentSKUId eq 'batch.node.ubuntu 22.04' and verificationType eq 'verified'"),
        2,
      );
      await assert.rejects(count("publisher eq 'canonical'"), { code: "InvalidQueryParameterValue" });
    }));
});

describe("Account_ListNodeAgentSkus", () => {
  it("lists each node agent with its images", () =>
    withOperations(async (lab) => {
      const list = async (query = {}) => {
        const version = "2018-12-01.8.0";
        const { value } = await lab.get("Account_ListNodeAgentSkus", { version, query });
        assert(Array.isArray(value));
        return value.map(({ id, osType, verifiedImageReferences }) => [
          `${id} ${osType}`,
          ...verifiedImageReferences.map(({ offer, sku }: Record<string, string>) => `${offer} ${sku}`),
        ]);
      };
      const agents = [
        ["batch.node.ubuntu 22.04 linux", "0001-com-ubuntu-server-jammy 22_04-lts", "ubuntu-hpc 2204"],
        ["batch.node.ubuntu 24.04 linux", "ubuntu-24_04-lts server", "ubuntu-hpc 2404"],
      ];
      assert.deepEqual(await list(), agents);
      assert.deepEqual(await list({ $filter: "osType eq 'linux'" }), agents);
      assert.deepEqual(await list({ $filter: "osType eq 'windows'" }), []);
    }));
});

describe("applications", () => {
  it("are not supported: the list is empty", () =>
    withOperations(async (lab) => {
      assert.deepEqual((await lab.get("Application_List")).value, []);
      await assert.rejects(lab.run("Application_Get"), { code: "ApplicationNotFound" });
    }));
});

describe("certificates", () => {
  it("are refused by all operations, as on Azure since their retirement", () =>
    withOperations(async (lab) => {
      for (const name of ["List", "Get", "Delete", "CancelDeletion"] as const)
        await assert.rejects(lab.run(`Certificate_${name}`), { code: "CertificateRetired" });
      const body = { thumbprint: "t", thumbprintAlgorithm: "sha1", data: "" };
      await assert.rejects(lab.run("Certificate_Add", { body }), { code: "CertificateRetired" });
    }));
});

describe("an operation that isn't in the table", () => {
  it("is refused with 501 and its name", () =>
    withOperations(async (lab) => {
      await assert.rejects(lab.run("Pool_GetAllLifetimeStatistics", { version: "2022-10-01.16.0" }), {
        code: "NotImplemented",
        values: [{ key: "Operation", value: "Pool_GetAllLifetimeStatistics" }],
      });
    }));
});
