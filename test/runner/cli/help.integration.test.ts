import assert from "node:assert/strict";
import { exitCodes } from "../../../runner/errors.ts";
import { inRepository, workloads } from "../../helpers/example-workloads.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { runAsUser } from "../user.ts";

/** `local --help` is printed by the local cloud. */
const helpOf = ([command, ...words]: readonly string[]): Promise<string> =>
  withTemporaryFolder(async (cwd) => {
    const help = command === undefined ? ["--help"] : ["help", command, ...words];
    const { exitCode, stdout, stderr } = await runAsUser(help, { cwd, context: inRepository });
    assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" });
    return stdout;
  });

const commands = [
  "submit",
  "run",
  "retry",
  "status",
  "ls",
  "watch",
  "logs",
  "download",
  "report",
  "dashboard",
  "cancel",
  "delete",
  "new",
  "local",
  "doctor",
  "debug-dump",
  "completion",
];

describe("--help", () => {
  it("of the program lists every command and fits into 80 columns", async () => {
    const help = await helpOf([]);
    const listed = Array.from(help.matchAll(/^ {2}([a-z-]+) /gm), ([, name]) => name);
    assert.deepEqual(listed, [...commands, "help"]);
    assertFits(help);
    await assertSnapshot("help/program", help);
  });

  for (const command of commands)
    it(`of ${command} fits into 80 columns`, async () => {
      const help = await helpOf([command]);
      assertFits(help);
      // That of the program which `local` starts is in `help/local`.
      await assertSnapshot(command === "local" ? "help/local-command" : `help/${command}`, help);
    });

  it("of submit lists each workload and each exit code", async () => {
    const help = await helpOf(["submit"]);
    for (const name of Object.keys(workloads)) assert.match(help, new RegExp(`^ +${name}\\b`, "m"));
    for (const code of Object.values(exitCodes))
      assert.match(help, new RegExp(`(^|\\s)${code} +[A-Za-z]`, "m"));
  });
});

const assertFits = (text: string): void =>
  assert.deepEqual(
    text.split("\n").filter(({ length }) => length > 80),
    [],
  );
