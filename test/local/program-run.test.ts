import assert from "node:assert/strict";
import { runProgram } from "../../local/program-run.ts";
import { readPulumiConfig } from "../../local/pulumi-config.ts";
import { fakeCloud } from "./provision/fake-cloud.ts";

const config = readPulumiConfig(new URL("../../Pulumi.yaml", import.meta.url).pathname);

describe("runProgram", () => {
  it("rejects with the first error of a provisioner only", async () => {
    // Pulumi would turn it into an unhandled rejection for each waiting output, which ends the process.
    const { cloud } = fakeCloud();
    cloud.blobs.setAccounts = () => Promise.reject(new Error("the disk is full"));
    await assert.rejects(runProgram(cloud, config), { message: "the disk is full" });
  });

  it("rejects with the error of an invoked function", async () => {
    const { cloud } = fakeCloud();
    // An account that the state does not store.
    cloud.state.addStorageAccount = () => {};
    await assert.rejects(runProgram(cloud, config), {
      code: "ResourceNotFound",
      message: /azbatch0a1b2c3d/,
    });
  });

  it("rejects with what Azure would refuse in a resource", async () => {
    const { cloud } = fakeCloud();
    const state = { ...cloud.state, suffix: "Capitals" };
    await assert.rejects(runProgram({ ...cloud, state }, config), {
      code: "InvalidResource",
      message: /accountName: .*"azbatchCapitals"/,
    });
  });

  it("keeps the names of accounts that version 0.1 created", async () => {
    const { cloud } = fakeCloud();
    // No account may have this name, so its refusal contains it.
    const state = {
      ...cloud.state,
      suffix: "Capitals",
      storageAccounts: () => new Map([["storageCapitals", "a2V5"]]),
    };
    await assert.rejects(runProgram({ ...cloud, state }, config), { message: /"batchCapitals"/ });
  });

  it("rejects with the invalid setting in one line", async () => {
    const values = {
      ...config.values,
      "azure-batch-workloads:nodeCount": "x",
      "azure-batch-workloads:vmSize": "",
    };
    await assert.rejects(runProgram(fakeCloud().cloud, { ...config, values }), {
      code: "ProgramFailed",
      message: /^[^\n]* vmSize: [^\n]* nodeCount: [^\n]*$/,
    });
  });
});
