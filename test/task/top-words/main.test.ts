import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const main = join(import.meta.dirname, "../../../task/top-words/main.ts");
const run = promisify(execFile);

describe("top-words on a node", () => {
  it("creates the report's folder", () =>
    withTemporaryFolder(async (cwd) => {
      await writeFile(join(cwd, "in.txt"), "to be, or not to be");
      const { stdout } = await run(process.execPath, [main, "in.txt", "deep/out.txt", "2"], { cwd });
      const text = await readFile(join(cwd, "deep/out.txt"), "utf8");
      assert.match(text, /^Word\tCount\n-+\nto:\t2\nbe:\t2\n-+\n/);
      assert.match(stdout, /4 different words/);
    }));

  it("waits as long as its delay says, and says so first", () =>
    withTemporaryFolder(async (cwd) => {
      await writeFile(join(cwd, "in.txt"), "a");
      const start = performance.now();
      const { stdout } = await run(process.execPath, [main, "in.txt", "out.txt", "1", "1"], { cwd });
      assert(performance.now() - start >= 1000);
      assert.match(stdout, /^.*\b1 second.*\nin\.txt: 1 different/);
    }));

  it("fails with the file's name if the input is missing", () =>
    withTemporaryFolder(async (cwd) => {
      await assert.rejects(run(process.execPath, [main, "in.txt", "out.txt", "2"], { cwd }), /in\.txt/);
    }));
});
