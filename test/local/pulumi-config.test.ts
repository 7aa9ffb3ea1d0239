import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readPulumiConfig } from "../../local/pulumi-config.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const projectYaml = `
name: shop
config:
  nodeCount:
    type: integer
    default: 2
    description: How many.
  secret:
    type: string
  azure-native:location: eastus
`;

const withFiles = (stackYaml: string, use: (project: string, stack: string) => void): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    const [project, stack] = [join(folder, "Pulumi.yaml"), join(folder, "Pulumi.dev.yaml")];
    await writeFile(project, projectYaml);
    await writeFile(stack, stackYaml);
    use(project, stack);
  });

describe("readPulumiConfig", () => {
  it("reads the project's defaults", async () => {
    await withFiles("", (project) => {
      assert.deepEqual(readPulumiConfig(project), {
        project: "shop",
        values: { "shop:nodeCount": "2", "azure-native:location": "eastus" },
      });
    });
  });

  it("overrides them with the stack's values", async () => {
    await withFiles(
      "config:\n  shop:nodeCount: 3\n  azure-native:location: westeurope\n",
      (project, stack) => {
        assert.deepEqual(readPulumiConfig(project, stack).values, {
          "shop:nodeCount": "3",
          "azure-native:location": "westeurope",
        });
      },
    );
  });

  it("leaves out settings that only the project's program reads", () =>
    withFiles("config:\n  shop:buckets: 3\n  other:nodeCount: 1\n", (project, stack) => {
      assert.deepEqual(Object.keys(readPulumiConfig(project, stack).values).sort(), [
        "azure-native:location",
        "other:nodeCount",
        "shop:nodeCount",
      ]);
    }));

  it("formats lists and objects as JSON, as the engine does", async () => {
    await withFiles("config:\n  shop:packages: [1, two]\n  shop:tags:\n    a: b\n", (project, stack) => {
      const { values } = readPulumiConfig(project, stack);
      assert.equal(values["shop:packages"], '[1,"two"]');
      assert.equal(values["shop:tags"], '{"a":"b"}');
    });
  });

  it("accepts a stack without settings", async () => {
    await withFiles("# nothing yet\n", (project, stack) => {
      assert.equal(readPulumiConfig(project, stack).values["shop:nodeCount"], "2");
    });
  });

  it("reads a stack's file without a project", async () => {
    await withFiles("config:\n  azbatch:nodeCount: 3\n  other: a\n", (_, stack) => {
      assert.deepEqual(readPulumiConfig(undefined, stack), {
        project: "azbatch",
        values: { "azbatch:nodeCount": "3", "azbatch:other": "a" },
      });
      assert.deepEqual(readPulumiConfig(), { project: "azbatch", values: {} });
    });
  });

  it("refuses settings of a project that it doesn't know", async () => {
    await withFiles("config:\n  shop:nodeCount: 3\n", (_, stack) => {
      assert.throws(() => readPulumiConfig(undefined, stack), {
        code: "UnsupportedSetting",
        message: /shop:nodeCount.*--project/,
      });
    });
  });

  it("reads values that the project sets for all stacks", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "Pulumi.yaml");
      await writeFile(file, "name: shop\nconfig:\n  nodeCount: 4\n  shop:auth:\n    value: keys\n");
      assert.deepEqual(readPulumiConfig(file).values, { "shop:nodeCount": "4", "shop:auth": "keys" });
    }));

  it("refuses an encrypted value without printing it", async () => {
    await withFiles("config:\n  shop:secret:\n    secure: v1:abc\n", (project, stack) => {
      assert.throws(() => readPulumiConfig(project, stack), {
        code: "UnsupportedSetting",
        message: /^(?!.*v1:abc).*Pulumi\.dev\.yaml.*config\.shop:secret/s,
      });
    });
  });

  it("names a file that is missing or not YAML", async () => {
    await withFiles("a: [", (project, stack) => {
      assert.throws(() => readPulumiConfig(project, stack), {
        code: "InvalidSettingsFile",
        message: /Pulumi\.dev\.yaml/,
      });
      assert.throws(() => readPulumiConfig(`${project}.old`), {
        code: "SettingsFileNotFound",
        message: /Pulumi\.yaml\.old/,
      });
    });
  });
});
