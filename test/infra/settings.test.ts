import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { parseSettings, readSettings, settingNames } from "../../infra/settings.ts";

const declared: {
  name: string;
  config: Record<string, { default: unknown; type: string; description: string }>;
} = parse(readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8"));
const defaults = Object.fromEntries(
  Object.entries(declared.config).map(([name, { default: value }]) => [name, String(value)]),
);

describe("settings", () => {
  it("are declared in Pulumi.yaml, each with a type, a default and a description", () => {
    assert.deepEqual(Object.keys(declared.config).sort(), [...settingNames].sort());
    for (const [name, setting] of Object.entries(declared.config)) {
      assert(setting.type && setting.description && setting.default !== undefined, name);
    }
  });

  it("have defaults that fit", () => {
    assert.deepEqual(parseSettings(defaults), {
      settings: { location: "eastus", vmSize: "Standard_D2s_v5", nodeCount: 2, taskSlotsPerNode: 2 },
    });
  });

  const problems: [name: string, value: string | undefined, problem: string][] = [
    [
      "location",
      "West Europe",
      'location: expected an Azure region such as westeurope, found "West Europe"; set it with: pulumi config set location westeurope',
    ],
    [
      "vmSize",
      "D2",
      'vmSize: expected an Azure VM size such as Standard_D2s_v5, found "D2"; set it with: pulumi config set vmSize Standard_D2s_v5',
    ],
    [
      "nodeCount",
      "two",
      'nodeCount: expected a whole number from 0 to 1000, found "two"; set it with: pulumi config set nodeCount 2',
    ],
    [
      "nodeCount",
      "-1",
      'nodeCount: expected a whole number from 0 to 1000, found "-1"; set it with: pulumi config set nodeCount 2',
    ],
    [
      "nodeCount",
      "1001",
      'nodeCount: expected a whole number from 0 to 1000, found "1001"; set it with: pulumi config set nodeCount 2',
    ],
    [
      "nodeCount",
      undefined,
      "nodeCount: expected a whole number from 0 to 1000, found nothing; set it with: pulumi config set nodeCount 2",
    ],
    [
      "taskSlotsPerNode",
      "0",
      'taskSlotsPerNode: expected a whole number from 1 to 256, found "0"; set it with: pulumi config set taskSlotsPerNode 2',
    ],
    [
      "taskSlotsPerNode",
      "9",
      "taskSlotsPerNode: expected at most 8 (4 for each of the 2 cores of Standard_D2s_v5), found 9; set it with: pulumi config set taskSlotsPerNode 8",
    ],
  ];
  for (const [name, value, problem] of problems) {
    it(`refuses ${name} ${value}`, () => {
      assert.deepEqual(parseSettings({ ...defaults, [name]: value }), { problems: [problem] });
    });
  }

  it("says all that is wrong at once", () => {
    const { problems: found } = parseSettings({ ...defaults, location: "", nodeCount: "1.5" });
    assert.deepEqual(
      found?.map((problem) => problem.split(":")[0]),
      ["location", "nodeCount"],
    );
  });

  it("are read from the stack's configuration, and what is wrong ends the program with its message", async () => {
    await pulumi.runtime.setMocks(
      { newResource: () => ({ id: "", state: {} }), call: () => ({}) },
      declared.name,
    );
    const set = (values: Record<string, string>): void =>
      pulumi.runtime.setAllConfig(
        Object.fromEntries(
          Object.entries({ ...defaults, ...values }).map(([name, value]) => [
            `${declared.name}:${name}`,
            value,
          ]),
        ),
      );
    set({ nodeCount: "7" });
    assert.equal(readSettings().nodeCount, 7);
    set({ nodeCount: "many", vmSize: "" });
    assert.throws(readSettings, (error) => {
      assert(pulumi.RunError.isInstance(error));
      assert.match(
        error.message,
        /^The settings of this stack do not fit:\n {2}vmSize: .*\n {2}nodeCount: .*$/,
      );
      return true;
    });
  });
});
