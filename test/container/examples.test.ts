import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

/** Folder in which `.ci/container` has installed the packages that the examples name. */
const clients = process.env.CONTAINER_CLIENTS ?? "";

const examples = join(import.meta.dirname, "../../local/emulator/examples");

const runners: readonly (readonly [file: string, program: string, passed: RegExp])[] = [
  ["mocha.test.mjs", "node_modules/.bin/mocha", /2 passing/],
  ["testcontainers.test.mjs", "node_modules/.bin/mocha", /1 passing/],
  ["test_pytest.py", "python/bin/pytest", /2 passed/],
  ["test_testcontainers.py", "python/bin/pytest", /1 passed/],
];

describe("examples", function () {
  this.timeout(60_000);

  for (const [file, program, passed] of runners) {
    it(`${file} passes`, async () => {
      // Packages are found next to the program.
      cpSync(join(examples, file), join(clients, file));
      // The examples' `node` and `npx` are this process's.
      const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
      const { stdout } = await promisify(execFile)(join(clients, program), [file], {
        cwd: clients,
        env: { ...process.env, PATH },
      });
      assert.match(stdout, passed);
    });
  }
});
