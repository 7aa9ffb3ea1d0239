import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BatchEnvironment } from "../../infra/index.ts";
import { parseStackOutputs } from "../../infra/outputs.ts";
import type { BatchEnvironmentArgs } from "../../infra/settings/args.ts";
import { type Declared, declaredBy } from "../helpers/declared-resources.ts";
import { everything } from "../helpers/settings.ts";
import { recordedUrns } from "./version-0.1-urns.ts";

const all = { ...everything, tags: { costCentre: "1234" } } as BatchEnvironmentArgs;
/** The mocks' subscription is that of every id in `everything`. */
const declare = (name: string, args?: BatchEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) =>
  declaredBy(() => new BatchEnvironment(name, args, opts).outputs as object);

const urnsOf = ({ resources }: Declared<object>): string[] =>
  resources.flatMap(({ options }) => options.aliases.map((alias) => alias.split("::").slice(2).join("::")));

describe("BatchEnvironment", () => {
  it("has the outputs of the contract for each auth, with keys as secrets", async () => {
    const keys = await declare("azbatch");
    assert.deepEqual(parseStackOutputs(keys.outputs).problems, undefined);
    assert.deepEqual(keys.secrets.sort(), ["batchAccountKey", "storageAccountKey"]);
    const entra = await declare("azbatch", all);
    assert.equal(parseStackOutputs(entra.outputs).outputs?.auth, "entra");
    assert.deepEqual(entra.secrets, []);
  });

  it("is the parent of all resources, whose names start with its name", async () => {
    const { resources } = await declare("my-env", all);
    const [environment, ...others] = resources;
    assert.equal(environment?.type, "azbatch:index:BatchEnvironment");
    for (const { type, name, options } of others) {
      assert.match(name, /^my-?env/, type);
      assert(options.parent.includes("azbatch:index:BatchEnvironment"), `${type} ${name}: ${options.parent}`);
    }
  });

  it("takes over each resource of a stack of version 0.1 if its name is azbatch, and otherwise none", async () => {
    assert.deepEqual(urnsOf(await declare("azbatch", all)).sort(), recordedUrns.toSorted());
    assert.deepEqual(urnsOf(await declare("other", all)), []);
  });

  it("keeps the pool's id and the containers' names, whatever its name", async () => {
    const { resources } = await declare("other", all);
    const named = resources.map(({ inputs }) => inputs.poolName ?? inputs.containerName).filter(Boolean);
    assert.deepEqual(named.sort(), ["application", "input", "output", "workers"]);
  });

  it("passes its options on to all resources", async () => {
    const { resources } = await declare("azbatch", {}, { protect: true });
    for (const { type, name, options } of resources) assert.equal(options.protect, true, `${type} ${name}`);
  });

  it("uses ids and tags that are outputs of other resources", async () => {
    const { publicIp, subnetId } = all;
    const { resources } = await declare("azbatch", {
      publicIp,
      subnetId: pulumi.output(subnetId!),
      tags: pulumi.output({ a: "b" }),
    });
    const pool = resources.find(({ type }) => type === "azure-native:batch:Pool");
    assert.deepEqual(pool!.inputs.tags, { a: "b" });
    const { subnetId: found } = pool!.inputs.networkConfiguration as { subnetId: string };
    assert.equal(found, everything.subnetId);
  });

  it("declares nothing but itself if an argument is invalid", async () => {
    const resources: string[] = [];
    const state = new Proxy({}, { get: (_, type) => void resources.push(String(type)) });
    await assert.rejects(
      declaredBy(() => new BatchEnvironment("azbatch", { nodeCount: -1 }).outputs as object, state),
      (error) => pulumi.RunError.isInstance(error) && /\n {2}nodeCount: .*`nodeCount: 2`/.test(error.message),
    );
    assert.deepEqual(resources, ["azbatch:index:BatchEnvironment"]);
  });
});
