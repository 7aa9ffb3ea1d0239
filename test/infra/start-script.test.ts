import assert from "node:assert/strict";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { defaults, surroundings } from "../helpers/settings.ts";

const problemsOf = (content: Uint8Array): readonly string[] => {
  const readFile = (path: string) => (path === "a.sh" ? content : undefined);
  return parseSettings({ ...defaults, startScript: "a.sh" }, { ...surroundings, readFile }).problems ?? [];
};

describe("settings that do not fit, of startScript,", () => {
  for (const [what, content] of [
    ["in UTF-16, as PowerShell writes it", Buffer.from("\ufeffecho hello\r\n", "utf16le")],
    ["in Latin-1", Buffer.from("echo caf\u00e9\n", "latin1")],
    ["whose lines end with CR", Buffer.from("#!/bin/bash\recho hello\r")],
    ["that is a program", Buffer.from("\x7fELF\0\0\0")],
  ] as const)
    it(`refuse a script ${what}`, () => {
      const [problem, ...others] = problemsOf(content);
      assert.match(problem ?? "", /^startScript: expected a script in UTF-8 with .* found "a\.sh"; /);
      assert.deepEqual(others, []);
    });

  it("refuse a script that no command line holds", () => {
    const noise = Array.from({ length: 30_000 }, (_, index) => Math.sin(index).toString(36)).join("");
    assert.match(
      problemsOf(Buffer.from(noise))[0] ?? "",
      /^startScript: expected a script of at most 24000 characters when packed: .* found "a\.sh"; /,
    );
  });
});
