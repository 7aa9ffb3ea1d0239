import assert from "node:assert/strict";
import { Command } from "commander";
import { splitTaskArguments } from "../../../runner/cli/task-arguments.ts";
import type { CommandContext } from "../../../runner/command-context.ts";
import { submitCommand } from "../../../runner/commands/submit/submit-command.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";
import { fakeClock } from "../fakes.ts";

const { signal } = new AbortController();
const context: CommandContext = {
  workloads: {},
  projectDir: "",
  cwd: "",
  env: {},
  clock: fakeClock(),
  random: () => 0,
  signal,
  cancelSignal: signal,
  terminal: { stdout: process.stdout, stderr: process.stderr, ask: undefined },
};
const program = new Command().addCommand(submitCommand({ context, taskArgs: [], run: async () => {} }));
const split = (line: string) => splitTaskArguments(line === "" ? [] : line.split(" "), program);

describe("splitTaskArguments", () => {
  for (const [line, own, taskArgs] of [
    ["submit w --top 10", "submit w", "--top 10"],
    ["submit w --input x/* --top 10 word", "submit w --input x/*", "--top 10 word"],
    ["submit --input a b -y w --top 10", "submit --input a b -y w", "--top 10"],
    ["submit -y w -k", "submit -y w", "-k"],
    ["submit w --out=results --top=3", "submit w --out=results", "--top=3"],
    ["submit w -oresults -dy --x", "submit w -oresults -dy", "--x"],
    ["submit w --timeout 5s --cut-off -5 - x", "submit w --timeout 5s", "--cut-off -5 - x"],
    ["submit w --dry-run -- --dry-run", "submit w --dry-run", "--dry-run"],
    ["submit -- --top 10", "submit", "--top 10"],
    ["status -- --top 10", "status", "--top 10"],
  ] as const)
    it(`splits "${line}" into "${own}" and "${taskArgs}"`, () => {
      const found = split(line);
      assert.deepEqual([found.own.join(" "), found.taskArgs.join(" ")], [own, taskArgs]);
    });

  for (const line of [
    "",
    "submit",
    "submit --top 10",
    "submit a b",
    "submit w --tiemout 5s",
    "submit w --forec",
    "submit w --dryrun",
    "submit w --max 5",
    "submit w -N",
    "submit w --help",
    "status job-1 --top 10",
  ])
    it(`leaves "${line}" to the parser`, () =>
      assert.deepEqual(split(line), {
        own: line === "" ? [] : line.split(" "),
        taskArgs: [],
        isImplicit: false,
      }));

  for (const [line, option] of [
    ["submit w --top 10 --dry-run", "--dry-run"],
    ["submit w --top 10 -n", "-n"],
    ["submit w --top 10 --out=x", "--out"],
    ["submit w --top 10 --drry-run", "--drry-run"],
    ["submit w --top 10 --help", "--help"],
  ] as const)
    it(`refuses ${option} in "${line}", which would have no effect`, () => {
      assert.throws(() => split(line), isUsageError("OptionAfterTaskArguments", option, "--top"));
    });

  for (const line of ["submit w --input …", "submit w --retries 1 -- …", "run wc …", "run … …"])
    it(`refuses "${line}", copied from a suggestion without its long words`, () => {
      assert.throws(() => split(line), isUsageError("WordsLeftOut", "…"));
    });

  for (const line of ["submit w -- … …", "submit w -- --separator …"])
    it(`accepts "${line}"`, () => assert.equal(split(line).taskArgs.length, 2));
});
