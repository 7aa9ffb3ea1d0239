import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const project = join(import.meta.dirname, "../..");
const bin = join(project, "runner/bin.mjs");

/** The program as a Node of this version would run it. */
const runOn = (version: string) => {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" })`;
  return promisify(execFile)(process.execPath, [
    "--import",
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    bin,
    "submit",
    "--help",
  ]);
};

describe("bin", () => {
  for (const version of ["14.21.3", "20.20.2", "22.17.1", "23.5.0"]) {
    it(`says on Node ${version} what is needed, in one line`, async () => {
      const stderr = `Error: expected Node 22.18 or later, found ${version}; use npm run submit, which brings its own\n`;
      await assert.rejects(runOn(version), { code: 2, stderr, stdout: "" });
    });
  }

  for (const version of ["22.18.0", "23.6.0", "24.21.0"]) {
    it(`runs on Node ${version}`, async () =>
      assert.match((await runOn(version)).stdout, /Usage: npm run submit/));
  }

  it("says where a declaration has a slip, without a stack", () =>
    withTemporaryFolder(async (folder) => {
      for (const part of ["runner", "task", "infra", "package.json"])
        await cp(join(project, part), join(folder, part), { recursive: true });
      await symlink(join(project, "node_modules"), join(folder, "node_modules"));
      const declaration = join(folder, "task/word-stats/workload.ts");
      await writeFile(declaration, (await readFile(declaration, "utf8")).replace("  plan:", "  plan"));
      const said = promisify(execFile)(process.execPath, [join(folder, "runner/bin.mjs"), "submit"]);
      await assert.rejects(said, ({ code, stderr }) => {
        assert.equal(code, 2);
        assert.match(stderr, /word-stats\/workload\.ts:\d+\n/);
        assert.match(stderr, /Expected '\{', got '=>'\n$/);
        return true;
      });
    }));

  it("is JavaScript that Node 14 can read", async () => {
    const source = await readFile(bin, "utf8");
    const { warnings, code } = await transform(source, {
      target: "node14",
      supported: {},
      legalComments: "inline",
    });
    assert.deepEqual(warnings, []);
    const same = await transform(source, { target: "esnext", legalComments: "inline" });
    assert.equal(code, same.code);
  });
});
