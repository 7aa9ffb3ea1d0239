import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import type { Settings } from "../../infra/settings/schema.ts";
import { project, settingsOf, surroundings, textsOf } from "../helpers/settings.ts";

const ownSettings = (yaml: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parse(yaml).config as Record<string, unknown>)
      .filter(([key]) => key.startsWith(`${project.name}:`))
      .map(([key, value]) => [key.replace(`${project.name}:`, ""), value]),
  );

const subscriptionIn = (yaml: string): string => parse(yaml).config["azure-native:subscriptionId"];

const stackFile = (stack: string): string =>
  readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");

const part = <Key extends keyof Settings>(settings: Settings, keys: readonly Key[]): Partial<Settings> =>
  Object.fromEntries(keys.map((key) => [key, settings[key]])) as Pick<Settings, Key>;

describe("Pulumi.dev.yaml", () => {
  it("declares one fixed node with account keys", () => {
    const settings = settingsOf(ownSettings(stackFile("dev")));
    assert.deepEqual(part(settings, ["auth", "autoscale", "nodeCount", "spotNodeCount"]), {
      auth: "keys",
      autoscale: false,
      nodeCount: 1,
      spotNodeCount: 0,
    });
  });
});

describe("Pulumi.prod.yaml", () => {
  it("is refused with a problem for each placeholder", () => {
    const { problems } = parseSettings(textsOf(ownSettings(stackFile("prod"))), {
      ...surroundings,
      subscriptionId: subscriptionIn(stackFile("prod")),
    });
    const left = problems?.map(({ key, code }) => `${key} ${code}`);
    assert.deepEqual(left?.toSorted(), [
      "allowedIps[0] Placeholder",
      "azure-native:subscriptionId Placeholder",
      "budgetEmails[0] Placeholder",
      "logWorkspaceId Placeholder",
      "operators[0] Placeholder",
      "subnetId Placeholder",
    ]);
  });

  it("scales to zero, mostly spot, without keys and public IPs, once its placeholders are replaced", () => {
    const filled = stackFile("prod")
      .replaceAll(/0{8}-/g, "12345678-")
      .replaceAll("example.com", "contoso.com")
      .replaceAll("203.0.113.0", "20.30.40.0");
    const settings = settingsOf(ownSettings(filled));
    assert.deepEqual(
      part(settings, ["auth", "autoscale", "minNodes", "spotPercent", "publicIp", "protect"]),
      {
        auth: "entra",
        autoscale: true,
        minNodes: 0,
        spotPercent: 80,
        publicIp: false,
        protect: true,
      },
    );
    assert.equal(settings.allowedIps[0]?.text, "20.30.40.0/24");
    assert.equal(settings.operators[0], "group:12345678-0000-0000-0000-000000000000");
  });
});
