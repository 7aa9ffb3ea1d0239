import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "../../../infra/settings/parse-settings.ts";
import { readSettings } from "../../../infra/settings/read-settings.ts";
import { settingsSchema } from "../../../infra/settings/schema.ts";
import { examples } from "../../../infra/settings/set-command.ts";
import { asText, defaults, everything, project, settingsOf, surroundings } from "../../helpers/settings.ts";

const settingNames = Object.keys(settingsSchema(surroundings).entries).sort();

describe("settings", () => {
  it("are declared in Pulumi.yaml, each with a type, a default and a description, and each has an example", () => {
    assert.deepEqual(Object.keys(project.config).sort(), settingNames);
    for (const [name, setting] of Object.entries(project.config)) {
      assert(setting.type && setting.description && setting.default !== undefined, name);
    }
    assert.deepEqual(Object.keys(examples).sort(), settingNames);
  });

  it("have valid defaults", () => {
    assert.deepEqual(parseSettings(defaults, surroundings).problems, undefined);
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
    const { warnings } = parseSettings({ ...defaults, image: "ubuntu-22.04" }, surroundings);
    assert.deepEqual(
      warnings?.map(({ key, code }) => [key, code]),
      [["image", "Retiring"]],
    );
  });
});

describe("readSettings", () => {
  const set = async (values: Record<string, unknown>): Promise<void> => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      project.name,
    );
    const own = Object.entries({ ...defaults, ...asText(values) });
    pulumi.runtime.setAllConfig(
      Object.fromEntries([
        ...own.map(([name, value]) => [`${project.name}:${name}`, value]),
        ["azure-native:location", "nowhere"],
      ]),
    );
  };

  it("reads the project's settings, not azure-native's", async () => {
    await set({ nodeCount: 7 });
    assert.equal(readSettings().nodeCount, 7);
  });

  it("finds a script by its path in the project", async () => {
    await set({ startScript: "task/stations/months.sh" });
    assert.match(readSettings().startScript, /^# .*months\.sh/);
  });

  it("throws a RunError with a line per problem", async () => {
    await set({ nodeCount: "many", vmSize: "" });
    assert.throws(readSettings, (error) => {
      assert(pulumi.RunError.isInstance(error));
      assert.match(error.message, /^[^\n]+\n {2}vmSize: .*\n {2}nodeCount: .*$/);
      return true;
    });
  });
});
