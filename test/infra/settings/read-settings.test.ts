import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { BatchEnvironmentArgs } from "../../../infra/settings/args.ts";
import { defaults } from "../../../infra/settings/defaults.ts";
import { examples } from "../../../infra/settings/fix.ts";
import { parseSettings } from "../../../infra/settings/parse-settings.ts";
import { readSettings } from "../../../infra/settings/read-settings.ts";
import { resolveSettings } from "../../../infra/settings/resolve-settings.ts";
import { settingsSchema } from "../../../infra/settings/schema.ts";
import { everything, project, settingsOf, surroundings, textsOf } from "../../helpers/settings.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";

const settingNames = Object.keys(settingsSchema(surroundings).entries).sort();

describe("settings", () => {
  it("are declared in Pulumi.yaml, each with a type, a default and a description, and each has an example", () => {
    assert.deepEqual(Object.keys(project.config).sort(), settingNames);
    for (const [name, setting] of Object.entries(project.config)) {
      assert(setting.type && setting.description && setting.default !== undefined, name);
    }
    assert.deepEqual(Object.keys(examples).sort(), settingNames);
  });

  it("have the same defaults in Pulumi.yaml as in the program, which are valid", () => {
    const declared = Object.entries(project.config).map(([name, setting]) => [name, setting.default]);
    assert.deepEqual(Object.fromEntries(declared), defaults);
    assert.deepEqual(parseSettings({}, surroundings).problems, undefined);
    const { vmSize, nodeCount, auth, protect, tags } = settingsOf();
    assert.deepEqual(
      { vmSize, nodeCount, auth, protect, tags },
      { vmSize: "Standard_D2s_v5", nodeCount: 2, auth: "keys", protect: false, tags: {} },
    );
  });

  it("may all be set together", () => {
    const { tags, containerImages, image } = settingsOf(everything);
    assert.deepEqual(tags, { costCentre: "1234" });
    assert.equal(containerImages.length, 2);
    assert.equal(image.nodeAgentSkuId, "batch.node.ubuntu 24.04");
  });

  it("accept an image as publisher:offer:sku:version:agent", () => {
    const { image } = settingsOf({ image: "debian:debian-12:12:latest:batch.node.debian 12" });
    assert.deepEqual(image, {
      imageReference: { publisher: "debian", offer: "debian-12", sku: "12", version: "latest" },
      nodeAgentSkuId: "batch.node.debian 12",
    });
  });

  it("contain the text of a script", () => {
    assert.equal(
      settingsOf({ startScript: "setup.sh" }, { "setup.sh": "#!/bin/sh\n" }).startScript,
      "#!/bin/sh\n",
    );
  });

  it("return a warning for an image that Azure will retire", () => {
    const { warnings } = parseSettings({ image: "ubuntu-22.04" }, surroundings);
    assert.deepEqual(
      warnings?.map(({ key, code }) => [key, code]),
      [["image", "Retiring"]],
    );
  });
});

/** Sets the configuration of a stack of the project. */
const set = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
  await pulumi.runtime.setMocks(
    { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
    project.name,
  );
  const own = Object.entries(textsOf(values)).map(([name, value]) => [`${project.name}:${name}`, value]);
  pulumi.runtime.setAllConfig(Object.fromEntries([...own, ["azure-native:location", "nowhere"]]));
};

describe("readSettings", () => {
  it("returns the project's settings in their types, not azure-native's", async () => {
    const values = {
      nodeCount: 7,
      protect: true,
      packages: ["jq"],
      tags: { a: "b" },
      vmSize: "Standard_D2s_v5",
    };
    await set(values);
    assert.deepEqual({ ...readSettings() }, { ...readSettings(), ...values });
    assert.deepEqual(Object.keys(readSettings()).sort(), Object.keys(values).sort());
  });

  it("returns invalid text as it is", async () => {
    const values = { nodeCount: "many", protect: "yes", packages: "jq", tags: "[]" };
    await set(values);
    assert.deepEqual({ ...readSettings(), ...values }, readSettings());
  });

  it("leaves out settings that only the program reads", async () => {
    await set({ nodeCount: 7, domain: "example.org" });
    assert.deepEqual(Object.keys(readSettings({ ignore: ["domain"] })), ["nodeCount"]);
    assert.deepEqual(Object.keys(readSettings()).sort(), ["domain", "nodeCount"]);
  });
});

describe("resolveSettings", () => {
  const linesOf = async (act: () => Promise<unknown>): Promise<string[]> => {
    try {
      await act();
    } catch (error) {
      assert(pulumi.RunError.isInstance(error), String(error));
      return error.message.split("\n");
    }
    return assert.fail("expected a RunError");
  };

  it("finds a script by its path in the project", async () => {
    await set({ startScript: "task/stations/months.sh" });
    const { settings } = await resolveSettings("azbatch", readSettings());
    assert.match(settings.startScript, /^# .*months\.sh/);
  });

  it("throws a RunError with a line per problem", async () => {
    await set({ nodeCount: "many", vmSize: "", colour: "red" });
    const lines = await linesOf(() => resolveSettings("azbatch", readSettings()));
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(":")[0]),
      ["  colour", "  vmSize", "  nodeCount"],
    );
    await assertSnapshot("infra/settings-refused", lines.join("\n"));
  });

  it("suggests a change of the program for its arguments, and a command for the configuration", async () => {
    await set({ vmSize: "big" });
    const settings = { ...readSettings(), nodeCount: 1.5, minNodes: 3 };
    const lines = await linesOf(() => resolveSettings("azbatch", settings));
    await assertSnapshot("infra/settings-mixed", lines.join("\n"));
  });

  it("uses defaults for arguments that are missing, undefined or null", async () => {
    await set({});
    const args = { nodeCount: undefined, vmSize: null } as unknown as BatchEnvironmentArgs;
    const { settings, inputs } = await resolveSettings("azbatch", args);
    assert.deepEqual([settings.nodeCount, settings.vmSize, inputs], [2, "Standard_D2s_v5", {}]);
  });

  it("waits for outputs, checks their values and passes them on as outputs", async () => {
    await set({});
    const { subnetId, tags } = everything;
    const args = { subnetId: pulumi.output(subnetId), tags: { a: pulumi.output("b") }, publicIp: false };
    const { settings, inputs } = await resolveSettings("azbatch", args);
    assert.deepEqual([settings.subnetId, settings.tags], [subnetId, { a: "b" }]);
    assert(pulumi.Output.isInstance(inputs.subnetId) && pulumi.Output.isInstance(inputs.tags));
    assert.notEqual(tags, inputs.tags);
    const lines = await linesOf(() => resolveSettings("azbatch", { subnetId: Promise.resolve("mine") }));
    assert.match(lines[1] ?? "", /^ {2}subnetId: .*"mine"/);
  });

  it("treats an empty output as not set", async () => {
    await set({});
    const { inputs } = await resolveSettings("azbatch", { subnetId: pulumi.output("") });
    assert.deepEqual(inputs, {});
  });

  it("accepts ids that a preview doesn't know, and refuses other such settings", async () => {
    await set({});
    const unknown = <T>() => pulumi.output(pulumi.unknown as T);
    const { settings, inputs } = await resolveSettings("azbatch", {
      publicIp: false,
      subnetId: unknown<string>(),
    });
    assert.equal(settings.subnetId, "");
    assert(pulumi.Output.isInstance(inputs.subnetId));
    const args = { vmSize: unknown<string>() } as unknown as BatchEnvironmentArgs;
    assert.match((await linesOf(() => resolveSettings("azbatch", args)))[0] ?? "", /^vmSize: /);
  });
});
