import assert from "node:assert/strict";
import { Command } from "commander";
import { refuseOptionsTakenByNpm } from "../../../runner/cli/npm-options.ts";

const command = new Command("submit")
  .option("-n, --dry-run", "preview")
  .option("--timeout <duration>", "time to wait")
  .option("-y, --yes", "confirm");
const refuse = (env: Record<string, string>) => () =>
  refuseOptionsTakenByNpm(command, { npm_lifecycle_event: "submit", ...env });

describe("npm options", () => {
  it("refuses every option that npm consumed, and names them in the hint", () =>
    assert.throws(refuse({ npm_config_dry_run: "true", npm_config_timeout: "5m" }), {
      kind: "usage",
      code: "OptionsTakenByNpm",
      hint: /npm run submit -- --dry-run --timeout/,
    }));

  it("refuses an option that npm consumed with an empty value", () =>
    assert.throws(refuse({ npm_config_timeout: "" }), { code: "OptionsTakenByNpm" }));

  it("accepts settings that npm has itself, such as yes", () => {
    assert.doesNotThrow(refuse({ npm_config_yes: "true" }));
    assert.doesNotThrow(refuse({ npm_config_registry: "x" }));
    assert.doesNotThrow(refuse({}));
  });

  it("accepts a command that another npm script or no npm script started", () => {
    assert.doesNotThrow(refuse({ npm_lifecycle_event: "test", npm_config_dry_run: "true" }));
    assert.doesNotThrow(() => refuseOptionsTakenByNpm(command, { npm_config_dry_run: "true" }));
  });
});
