import assert from "node:assert/strict";
import { messagesOf, type Problem } from "../../infra/problem.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { surroundings } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const problemsOf = (content: Uint8Array): readonly Problem[] => {
  const readFile = (path: string) => (path === "a.sh" ? content : undefined);
  return parseSettings({ startScript: "a.sh" }, { ...surroundings, readFile }).problems ?? [];
};

describe("invalid settings of startScript", () => {
  for (const [what, content] of [
    ["in UTF-16, as PowerShell writes it", Buffer.from("\ufeffecho hello\r\n", "utf16le")],
    ["in Latin-1", Buffer.from("echo caf\u00e9\n", "latin1")],
    ["whose lines end with CR", Buffer.from("#!/bin/bash\recho hello\r")],
    ["that is a program", Buffer.from("\x7fELF\0\0\0")],
  ] as const)
    it(`report a script ${what}`, async () => {
      const problems = problemsOf(content);
      assert.deepEqual(
        problems.map(({ key, code }) => [key, code]),
        [["startScript", "InvalidFormat"]],
      );
      await assertSnapshot("infra/start-script-format", messagesOf(problems).join("\n"));
    });

  it("report a script that is too large for a command line", async () => {
    const noise = Array.from({ length: 30_000 }, (_, index) => Math.sin(index).toString(36)).join("");
    const [problem, ...others] = problemsOf(Buffer.from(noise));
    assert.deepEqual([problem?.key, problem?.code, others], ["startScript", "OutOfRange", []]);
    assert.match(problem?.message ?? "", /\b24000\b/);
    await assertSnapshot("infra/start-script-size", messagesOf([problem!]).join("\n"));
  });
});
