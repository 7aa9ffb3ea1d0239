import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { omittedSettings, projectFolderOf, requireStackFile } from "../../infra/stack-file.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const settings = "config:\n  project:nodeCount: 1\n";
const stackFolder = "settings";
const salt = "encryptionsalt: v1:abc\n";

/** Runs `use` in a project with an example for the stack `dev` and with the stack's own file. */
const withStackFiles = (
  { example, own }: { readonly example?: string | undefined; readonly own?: string | undefined },
  use: (folder: string) => void | Promise<void>,
): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    await mkdir(join(folder, stackFolder));
    await writeFile(join(folder, "Pulumi.yaml"), `name: project\nstackConfigDir: ${stackFolder}\n`);
    if (example !== undefined) await writeFile(join(folder, "Pulumi.dev.yaml"), example);
    if (own !== undefined) await writeFile(join(folder, stackFolder, "Pulumi.dev.yaml"), own);
    await use(folder);
  });

describe("requireStackFile", () => {
  it("accepts any stack of a project whose stacks have their files next to Pulumi.yaml", () =>
    withStackFiles({ example: settings }, async (folder) => {
      await writeFile(join(folder, "Pulumi.yaml"), "name: project\n");
      requireStackFile(folder, "dev");
      assert.deepEqual(omittedSettings(folder, "dev", {}), []);
    }));

  const cases: [what: string, example: string | undefined, own: string | undefined, isRefused: boolean][] = [
    ["a stack without an example", undefined, undefined, false],
    ["a stack with its own settings", settings, `${salt}${settings}`, false],
    ["a stack whose settings are the defaults", settings, "config: {}\n", false],
    ["a stack whose example has no settings", salt, undefined, false],
    ["a new stack without settings", settings, salt, true],
    ["a new stack with an empty file", settings, "", true],
    ["a stack whose only settings are the example's", `${settings}${salt}`, undefined, true],
    ["a stack whose file mentions `config:` only in a text", settings, "note: |\n  x\n  config:\n", true],
  ];
  for (const [what, example, own, isRefused] of cases)
    it(`${isRefused ? "refuses" : "accepts"} ${what}`, () =>
      withStackFiles({ example, own }, async (folder) => {
        const require = () => requireStackFile(folder, "dev");
        if (isRefused) await assertSnapshot("infra/stack-file-missing", runErrorOf(require));
        else require();
      }));

  it("names the file and the line that isn't YAML", () =>
    withStackFiles({ example: "config:\n  a: [1\n", own: settings }, (folder) => {
      const message = runErrorOf(() => requireStackFile(folder, "dev"));
      assert(message.startsWith(`${join(folder, "Pulumi.dev.yaml")}:3: expected YAML`), message);
    }));
});

describe("omittedSettings", () => {
  const example = [
    "config:",
    "  azure-native:subscriptionId: 66666666-6666-6666-6666-666666666666 # the sandbox",
    '  p:auth: "entra"',
    "  p:maxNodes: 20",
    "  p:protect: false",
    "  p:packages: [jq]",
    "  p:tags:",
    "    a: b",
    "",
  ].join("\n");
  const inEffect = {
    "p:auth": "keys",
    "p:maxNodes": "10",
    "p:protect": "false",
    "p:packages": "[]",
    "p:tags": "{}",
  };
  const omitted = async (
    own: string,
    values: Readonly<Record<string, string>> = inEffect,
  ): Promise<string[]> => {
    let names: string[] = [];
    await withStackFiles({ example, own }, (folder) => {
      names = omittedSettings(folder, "dev", values);
    });
    return names;
  };

  it("returns settings that differ from the default in the example and that the stack's file omits", async () => {
    assert.deepEqual(await omitted("config:\n  p:maxNodes: 30\n"), [
      "azure-native:subscriptionId",
      "auth",
      "packages",
      "tags",
    ]);
  });

  it("returns nothing for a copy of the example", async () => {
    assert.deepEqual(await omitted(`${example}encryptionsalt: v1:abc\n`), []);
  });

  it("compares values in Pulumi's form: text, and JSON for lists and objects", async () => {
    const same = {
      "azure-native:subscriptionId": "66666666-6666-6666-6666-666666666666",
      "p:auth": "entra",
      "p:maxNodes": "20",
      "p:protect": "false",
      "p:packages": '["jq"]',
      "p:tags": '{"a":"b"}',
    };
    assert.deepEqual(await omitted("", same), []);
  });

  it("returns nothing for a stack without an example", () =>
    withStackFiles({ own: settings }, (folder) => assert.deepEqual(omittedSettings(folder, "dev", {}), [])));
});

describe("projectFolderOf", () => {
  it("finds the nearest Pulumi.yaml upwards, and otherwise returns the folder itself", () =>
    withStackFiles({}, async (folder) => {
      const inner = join(folder, stackFolder);
      assert.equal(projectFolderOf(inner), folder);
      assert.equal(projectFolderOf(folder), folder);
      await rm(join(folder, "Pulumi.yaml"));
      assert.equal(projectFolderOf(inner), inner);
    }));
});

const runErrorOf = (act: () => void): string => {
  try {
    act();
  } catch (error) {
    assert(RunError.isInstance(error));
    return error.message;
  }
  return assert.fail("expected a RunError");
};
