import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inRepository } from "../../helpers/example-workloads.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { runAsUser } from "../user.ts";

const run = (words: readonly string[]) =>
  withTemporaryFolder(async (cwd) => {
    await writeFile(join(cwd, "a.txt"), "x");
    return runAsUser(words, { cwd, context: inRepository });
  });

describe("program", () => {
  it("prints help to stdout if there are no words", async () => {
    const { stdout, ...said } = await run([]);
    assert.deepEqual(said, { exitCode: 0, code: undefined, stderr: "" });
    assert.equal(stdout, (await run(["--help"])).stdout);
    assert.equal(stdout, (await run(["help"])).stdout);
  });

  it("prints the versions of the program and of Node, as text and as JSON", async () => {
    const { version } = JSON.parse(
      await readFile(join(import.meta.dirname, "../../../package.json"), "utf8"),
    );
    const { stdout, exitCode } = await run(["--version"]);
    assert.equal(exitCode, 0);
    for (const part of [version, process.versions.node, process.platform]) assert(stdout.includes(part));
    const { node, platform, arch } = { ...process, node: process.versions.node };
    for (const words of [
      ["--version", "--json"],
      ["--json", "--version"],
    ])
      assert.deepEqual(JSON.parse((await run(words)).stdout), { version, node, platform, arch });
  });

  it("passes words from the first unknown option after the workload to the tasks, and shows them", async () => {
    const words = ["submit", "top-words", "--dry-run", "--local", "--input", "a.txt", "--tpo", "3"];
    const { code, stderr } = await run(words);
    assert.equal(code, "InvalidTaskArguments");
    assert.match(stderr, /^Task arguments: --tpo 3$/m);
  });

  it("refuses a misspelt option among task arguments, and names the one that was meant", async () => {
    const { code, stderr } = await run(["submit", "top-words", "--top", "3", "--tiemout", "5s"]);
    assert.equal(code, "OptionAfterTaskArguments");
    for (const name of ["--tiemout", "--timeout", "put --"]) assert(stderr.includes(name), stderr);
    await assertSnapshot("errors/misspelt-among-task-arguments", stderr);
  });
});
