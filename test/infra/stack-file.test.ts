import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { requireStackFile, stackFolder } from "../../infra/stack-file.ts";
import { project } from "../helpers/settings.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const settings = "config:\n  project:nodeCount: 1\n";
const salt = "encryptionsalt: v1:abc\n";

describe("requireStackFile", () => {
  it("knows the folder that Pulumi.yaml names", () => {
    assert.equal(project.stackConfigDir, stackFolder);
  });

  const cases: [what: string, example: string | undefined, own: string | undefined, isRefused: boolean][] = [
    ["a stack without an example", undefined, undefined, false],
    ["a stack with settings of its own", settings, `${salt}${settings}`, false],
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
        if (isRefused) assert.throws(require, (error) => RunError.isInstance(error));
        else require();
      }));
});
