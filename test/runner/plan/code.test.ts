import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCode } from "../../../runner/plan/code.ts";
import { defineWorkload, type Workload } from "../../../task/workload.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const { signal } = new AbortController();
const base = { description: "", plan: () => [] };

const codeOf = (workload: Workload, projectDir = "/") => readCode(workload, { projectDir, signal });

describe("plan/code", () => {
  it("hashes a command by its text", async () => {
    const [one, same, other] = await Promise.all(
      ["true", "true", "false"].map((command) => codeOf(defineWorkload({ ...base, command }))),
    );
    assert.deepEqual([one?.bundle, one?.files, one?.emptyFolders], [undefined, [], []]);
    assert.equal(one?.sha256, same?.sha256);
    assert.notEqual(one?.sha256, other?.sha256);
    // Later runs find results by this hash.
    assert.equal(one?.sha256, "565ada1084c6ad4d5047e4761262498301ad33d545c80135196511c206588444");
  });

  it("changes its hash with content, mode, name and empty folders of the shared files", () =>
    withTemporaryFolder(async (parent) => {
      const folder = join(parent, "app");
      await mkdir(folder);
      const file = join(folder, "a.sh");
      const hashes: string[] = [];
      const add = async (): Promise<void> => {
        const files = [pathToFileURL(folder)];
        hashes.push((await codeOf(defineWorkload({ ...base, command: "true", files }))).sha256);
      };
      hashes.push((await codeOf(defineWorkload({ ...base, command: "true" }))).sha256);
      await writeFile(file, "one", { mode: 0o644 });
      await add();
      await writeFile(file, "two");
      await add();
      await chmod(file, 0o755);
      await add();
      await mkdir(join(folder, "empty"));
      await add();
      await writeFile(join(folder, "b.sh"), "two");
      await add();
      assert.equal(new Set(hashes).size, 6);
      await add();
      assert.equal(hashes.at(-1), hashes.at(-2));
    }));

  it("bundles a TypeScript program", () =>
    withTemporaryFolder(async (folder) => {
      await writeFile(join(folder, "main.ts"), "console.log(1 as number);\n");
      const main = pathToFileURL(join(folder, "main.ts"));
      const code = await codeOf(defineWorkload({ ...base, main }), folder);
      assert.match(Buffer.from(code.bundle ?? []).toString(), /console\.log\(1\)/);
    }));
});
