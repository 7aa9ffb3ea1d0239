import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { RunnerError } from "../../../../runner/errors.ts";
import { argumentOf, compileCommand } from "../../../../runner/plan/line/compile-command.ts";

/** Names and cells that a shell would interpret if they were pasted into a command. */
const nasty = [
  "plain.txt",
  "with space.txt",
  "it's.txt",
  'say "hi".txt',
  "$HOME.txt",
  "$(touch pwned).txt",
  "`touch pwned`.txt",
  "a;b&c|d.txt",
  "-rf",
  "*.txt",
  "[a]?{b,c}.txt",
  "back\\slash.txt",
  "new\nline.txt",
  "tab\there.txt",
  "größe 文件 🎉.txt",
  "~",
  "#hash",
  "!bang!",
  "%s%n",
  "trailing\n",
  "'",
  '"',
  "\\",
  "{}",
  "$1",
];

const inFiles = { columns: [], hasFile: true };
const inRows = { columns: ["rate", "sample id"], hasFile: false };

const run = (script: string, args: readonly string[]): string =>
  execFileSync("/bin/bash", ["-eo", "pipefail", "-c", script, "name", ...args], { encoding: "utf8" });

/** Commands that print the value between `<` and `>`, with each kind of quotes. */
const templates = [
  "printf '<%s>' {}",
  "printf '<%s>' '{}'",
  "printf '<%s>' \"{}\"",
  "printf '<%s>' $'{}'",
  "printf '<%s>' \"$(printf '%s.' {})\" | sed '$s/\\.>$/>/'",
  "printf '<%s>' ${NOT_SET:-{}}",
  "f() { printf '<%s>' {}; }; f other",
  "set -- other; printf '<%s>' {}",
  "printf '<%s>' {} # a comment's {}",
  "(printf '<%s>' {})",
  "if true; then printf '<%s>' {}; fi | cat",
  "for x in {}; do printf '<%s>' \"$x\"; done",
];

describe("runner/plan/line/compile-command", () => {
  for (const template of templates)
    it(`passes every name as one argument, unchanged: ${template}`, () => {
      for (const file of nasty) {
        const { script, args } = compileCommand(template, inFiles);
        const values = args.map((arg) => argumentOf(arg, { file, index: 0 }));
        const got = run(script, values);
        const expected = file.startsWith("-") && !template.includes("NOT_SET") ? `./${file}` : file;
        assert.equal(got, `<${expected}>`, script);
      }
    });

  it("puts values in the middle of a word, with and without quotes", () => {
    for (const file of nasty) {
      const { script, args } = compileCommand(
        `printf '<%s>' pre-{}.csv 'pre-{}.csv' "pre-{}.csv" --in={}`,
        inFiles,
      );
      const values = args.map((arg) => argumentOf(arg, { file, index: 0 }));
      const one = `<pre-${file}.csv>`;
      assert.equal(run(script, values), `${one}${one}${one}<--in=${file}>`);
    }
  });

  it("passes cells unchanged, a negative number too", () => {
    for (const cell of ["-0.5", ...nasty]) {
      const { script, args } = compileCommand("printf '<%s>' {rate} '{sample id}'", inRows);
      const values = args.map((arg) => argumentOf(arg, { row: { rate: cell, "sample id": cell }, index: 0 }));
      assert.equal(run(script, values), `<${cell}><${cell}>`);
    }
  });

  it("expands placeholders in a here-document, whose text bash doesn't expand again", () => {
    for (const file of nasty) {
      const { script, args } = compileCommand("cat <<EOF; echo done {/}\na {} b\nEOF", inFiles);
      const values = args.map((arg) => argumentOf(arg, { file, index: 0 }));
      assert.match(run(script, values), /^a /);
      assert(run(script, values).startsWith(`a ${file} b\n`));
    }
  });

  it("refuses a placeholder in a here-document with a quoted delimiter", () =>
    assert.throws(() => compileCommand("cat <<'EOF'\n{}\nEOF", inFiles), { code: "PlaceholderInQuotes" }));

  for (const [command, known] of [
    ["awk '{print $1}' a.txt", inRows],
    ["awk '{print}' a.txt", inRows],
    ['echo {a,b} {1..3} ${HOME} "${HOME}" ${x:-y}', inRows],
    ["{ echo a; echo b; }", inRows],
    [`python3 -c 'x = 1; print(f"{x}")'`, inFiles],
    [`python3 -c "x = 1; print(f'{x}')"`, inFiles],
    ["docker ps --format '{{.Names}}'", inFiles],
    ["grep -E 'a{2}' b.txt", inFiles],
    [`echo '{"a": 1}'`, inFiles],
    ["find . -exec wc \\{} \\;", inFiles],
    [`echo "\\{}" \\{rate}`, inFiles],
  ] as const)
    it(`leaves braces that are not placeholders: ${command}`, () =>
      assert.equal(compileCommand(command, known).script, command));

  it("replaces two pairs of braces by one, literally", () => {
    assert.equal(compileCommand("find . -exec rm {{}} ';'", inFiles).script, "find . -exec rm {} ';'");
    assert.equal(compileCommand("echo '{{rate}}' {rate}", inRows).script, `echo '{rate}' "$1"`);
  });

  it("uses one argument for a placeholder that appears several times", () => {
    const { script, args } = compileCommand("stats {} > {}.json 2> {.}.log", inFiles);
    assert.equal(script, 'stats "$1" > "$1".json 2> "$2".log');
    assert.deepEqual(
      args.map(({ template }) => template),
      ["{}", "{.}"],
    );
  });

  for (const [command, known, hint] of [
    ["fit {rat}", inRows, /\{rate\}/],
    ["fit '{Rate}'", inRows, /\{rate\}/],
    ["fit {seed}", inRows, /\{index\}/],
    ["fit {indx}", { columns: [], hasFile: false }, /\{index\}/],
    ["fit {}", inRows, /--input-column/],
    ["fit '{}'", inRows, /\{\{\}\}/],
    ["fit {name}", inFiles, /\{\.\}/],
  ] as const)
    it(`refuses an unknown placeholder: ${command}`, () =>
      assert.throws(
        () => compileCommand(command, known),
        (error: RunnerError) => {
          assert.equal(error.code, "UnknownPlaceholder");
          assert.match(`${error.message} ${error.hint}`, hint);
          return true;
        },
      ));

  it("passes all outputs to a merge, each as an argument", () => {
    const merge = { columns: [], hasFile: false, own: ["outputs"], isSingle: true };
    const { script, args } = compileCommand("printf '<%s>' {outputs}", merge);
    assert.deepEqual(args, []);
    assert.equal(run(script, nasty), nasty.map((name) => `<${name}>`).join(""));
    assert.throws(() => compileCommand("cat '{outputs}'", merge), { code: "PlaceholderInQuotes" });
    assert.throws(() => compileCommand("cat {} > all", merge), { code: "UnknownPlaceholder" });
  });

  it("shows a task's command with its values", () => {
    const { shown } = compileCommand("stats {} '{}' > {.}.json # {}", inFiles);
    assert.equal(shown(["a b.txt", "a b"]), "stats 'a b.txt' 'a b.txt' > 'a b'.json # {}");
  });
});
