import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { split } from "shlex";
import { parse } from "yaml";
import { exitCodes } from "../../runner/errors.ts";
import { runAsUser } from "../runner/user.ts";
import { eventsTable } from "./events-table.ts";
import { root } from "./root.ts";

const text = readFileSync(join(root, "SKILL.md"), "utf8");
const packageJson = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const [, frontMatter = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];

/** Rows of the table below a heading, as lists of cells. */
const rowsBelow = (heading: string): string[][] =>
  (body.split(`## ${heading}\n`)[1] ?? assert.fail(heading))
    .split("\n## ", 1)
    .join()
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** The words of each command after `azbatch`, from blocks and from text. */
const commands = Array.from(body.matchAll(/npx azbatch ([^`\n#]*[^`\n# ])/g), ([, words = ""]) =>
  split(words),
);

/** https://agentskills.io/specification */
describe("SKILL.md", () => {
  it("has the front matter of the Agent Skills format, with the package's name", () => {
    const { name, description, compatibility, ...others } = parse(frontMatter);
    assert.match(name, /^(?!.*--)[a-z\d](?:[a-z\d-]{0,62}[a-z\d])?$/);
    assert.equal(name, packageJson.name);
    assert(description.length > 40 && description.length <= 1024);
    assert(compatibility.length <= 500);
    assert.deepEqual(others, { license: packageJson.license });
  });

  it("is short, and part of the package", () => {
    assert(text.trimEnd().split("\n").length <= 120);
    assert(packageJson.files.includes("SKILL.md"));
  });

  it("calls commands and options that exist", async () => {
    assert(commands.length > 15);
    const help = new Map<string, string>();
    for (const [name = "", ...words] of commands) {
      if (!help.has(name)) {
        const { exitCode, stdout } = await runAsUser([name, "--help"], { cwd: root });
        assert.equal(exitCode, 0, name);
        help.set(name, stdout);
      }
      const own = words.includes("--") ? words.slice(0, words.indexOf("--")) : words;
      for (const flag of own.filter((word) => word.startsWith("-")))
        assert.match(
          help.get(name) ?? "",
          new RegExp(`^ .*(?<![\\w-])${flag}(?![\\w-])`, "m"),
          `${name} ${flag}`,
        );
    }
  });

  it("names every command but completion", async () => {
    const { stdout } = await runAsUser(["--help"], { cwd: root });
    const all = Array.from(stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm), ([, name = ""]) => name);
    assert(all.length > 10);
    const called = new Set(commands.map(([name]) => name));
    assert.deepEqual(
      all.filter((name) => !called.has(name) && !["completion", "help", "local"].includes(name)),
      [],
    );
  });

  it("has every exit code", () => {
    const codes = rowsBelow("Exit codes").map(([code]) => Number(code));
    assert.deepEqual(codes, Object.values(exitCodes));
  });

  it("names events and fields that exist", () => {
    const described = new Map(
      eventsTable()
        .split("\n")
        .map((line) => [/^\| `(\w+)`/.exec(line)?.[1] ?? "", line]),
    );
    const rows = rowsBelow("Events");
    assert(rows.length > 5);
    for (const [event = "", use = ""] of rows) {
      const line = described.get(event.replaceAll("`", "")) ?? assert.fail(event);
      for (const [, field = ""] of use.matchAll(/`(\w+)`/g))
        assert(field === "doctor" || line.includes(`\`${field}\``), `${event}: ${field}`);
    }
  });
});
