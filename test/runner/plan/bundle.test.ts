import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { bundleWorkload } from "../../../runner/plan/bundle.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const bundleOf = async (folder: string, sources: Record<string, string>) => {
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
  return bundleWorkload(pathToFileURL(join(folder, "main.ts")), folder);
};

describe("plan/bundle", () => {
  it("returns one file that Node runs, with imports, and stack traces with lines of the TypeScript", () =>
    withTemporaryFolder(async (folder) => {
      const { code } = await bundleOf(folder, {
        "main.ts":
          'import { name } from "./name.ts";\nconst greet = (text: string): never => {\n  throw new Error(text);\n};\ngreet(name);\n',
        "name.ts": 'import { join } from "node:path";\nexport const name: string = join("a", "b");\n',
      });
      const file = join(folder, "alone.mjs");
      await writeFile(file, code);
      const run = promisify(execFile)(process.execPath, ["--enable-source-maps", file]);
      await assert.rejects(run, /Error: a\/b[\s\S]*main\.ts:3/);
    }));

  it("runs CommonJS packages that require a built-in module", () =>
    withTemporaryFolder(async (folder) => {
      const { code } = await bundleOf(folder, {
        "main.ts": 'import old from "./old.cjs";\nconsole.log(old);\n',
        "old.cjs": 'module.exports = require("node:path").sep;\n',
      });
      await writeFile(join(folder, "alone.mjs"), code);
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "alone.mjs")]);
      assert.equal(stdout, "/\n");
    }));

  it("returns the same hash in another folder", () =>
    withTemporaryFolder(async (folder) => {
      const one = await bundleOf(folder, { "main.ts": "console.log(1 as number);\n" });
      await withTemporaryFolder(async (other) => {
        await cp(folder, other, { recursive: true });
        const two = await bundleWorkload(pathToFileURL(join(other, "main.ts")), other);
        assert.equal(two.sha256, one.sha256);
      });
    }));

  it("includes the contract, which needs no package in the program's folder", () =>
    withTemporaryFolder(async (folder) => {
      const { code } = await bundleOf(folder, {
        "main.ts": 'import { range } from "azbatch";\nconsole.log(range(1, 3).join());\n',
      });
      await writeFile(join(folder, "alone.mjs"), code);
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "alone.mjs")]);
      assert.equal(stdout, "1,2,3\n");
      const project = join(import.meta.dirname, "../../..");
      assert(!Buffer.from(code).toString().includes(project));
    }));

  it("refuses code with a mistake and names its place", () =>
    withTemporaryFolder(async (folder) => {
      const broken = bundleOf(folder, { "main.ts": "const a = 1;\nconst b = ;\n" });
      await assert.rejects(broken, isUsageError("ProgramNotBundled", "main.ts:2:10", 'Unexpected ";"'));
    }));
});
