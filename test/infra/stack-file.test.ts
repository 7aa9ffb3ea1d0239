import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { omittedSettings, requireStackFile, stackFolder } from "../../infra/stack-file.ts";
import { project } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const settings = "config:\n  project:nodeCount: 1\n";
const salt = "encryptionsalt: v1:abc\n";

describe("requireStackFile", () => {
  it("knows the folder that Pulumi.yaml names", () => {
    assert.equal(project.stackConfigDir, stackFolder);
  });

  const cases: [what: string, example: string | undefined, own: string | undefined, isRefused: boolean][] = [
    ["a stack without an example", undefined, undefined, false],
    ["a stack with its own settings", settings, `${salt}${settings}`, false],
    ["a new stack, which has no settings yet", settings, salt, true],
    ["a stack whose settings are still beside Pulumi.yaml", `${settings}${salt}`, undefined, true],
  ];
  for (const [what, example, own, isRefused] of cases)
    it(`${isRefused ? "refuses" : "accepts"} ${what}`, () =>
      withTemporaryFolder(async (folder) => {
        await mkdir(join(folder, stackFolder));
        if (example !== undefined) await writeFile(join(folder, "Pulumi.dev.yaml"), example);
        if (own !== undefined) await writeFile(join(folder, stackFolder, "Pulumi.dev.yaml"), own);
        const require = () => requireStackFile(folder, "dev");
        if (!isRefused) return require();
        let message = "";
        assert.throws(require, (error) => {
          assert(RunError.isInstance(error));
          message = error.message;
          return true;
        });
        await assertSnapshot("infra/stack-file-missing", message);
      }));
});

describe("omittedSettings", () => {
  it("names what the example sets otherwise and the stack's file doesn't set", () =>
    withTemporaryFolder(async (folder) => {
      const example = "config:\n  p:auth: entra\n  p:maxNodes: 20\n  p:protect: false\n  p:tags:\n    a: b\n";
      await mkdir(join(folder, stackFolder));
      await writeFile(join(folder, "Pulumi.prod.yaml"), example);
      const omitted = (own: string) => {
        writeFileSync(join(folder, stackFolder, "Pulumi.prod.yaml"), own);
        return omittedSettings(folder, "prod", { "p:auth": "keys", "p:protect": "false", "p:tags": "{}" });
      };
      assert.deepEqual(omitted("config:\n  p:maxNodes: 30\n"), ["auth", "tags"]);
      assert.deepEqual(omitted(`${example}encryptionsalt: v1:abc\n`), []);
    }));

  it("names nothing for a stack without an example", () =>
    withTemporaryFolder(async (folder) => assert.deepEqual(omittedSettings(folder, "other", {}), [])));
});
