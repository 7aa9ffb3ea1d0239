import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../../../runner/command-context.ts";
import { inRepository, workloads } from "../../helpers/example-workloads.ts";
import { assertSnapshot } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { fakeClock } from "../fakes.ts";
import { runAsUser } from "../user.ts";

/** Runs the program with these words in an empty folder, whose path is `<here>` in the output. */
const run = (
  words: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: CommandContext["env"] = {},
) =>
  withTemporaryFolder(async (cwd) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const context = {
      ...inRepository,
      env: { PULUMI_HOME: cwd, ...env },
      clock: fakeClock(),
    };
    const said = await runAsUser(words, { cwd, context });
    return {
      ...said,
      stderr: said.stderr.replaceAll(cwd, "<here>").replaceAll(inRepository.projectDir, "<project>"),
    };
  });

const usageOfSubmit = "Usage: azbatch submit";

interface BadInput {
  readonly words: readonly string[];
  readonly code: string;
  /** Names and values that the message must contain. */
  readonly names: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

/** Values in outputs files that no message may repeat. */
const secrets = ["c2Vj", "12345"];

const badInputs: Readonly<Record<string, BadInput>> = {
  "an unknown command": {
    words: ["sumbit"],
    code: "commander.unknownCommand",
    names: ["sumbit", "submit?"],
  },
  "an unknown option": {
    words: ["submit", "top-words", "--tiemout", "5s"],
    code: "commander.unknownOption",
    names: ["--tiemout", "--timeout?", usageOfSubmit],
  },
  "two workloads": {
    words: ["submit", "a", "b"],
    code: "commander.excessArguments",
    names: ["a, b", usageOfSubmit],
  },
  "options that exclude each other": {
    words: ["submit", "--yes", "--keep-job"],
    code: "commander.conflictingOption",
    names: ["--keep-job", "--yes", usageOfSubmit],
  },
  "an unknown workload": {
    words: ["submit", "top-wrds"],
    code: "UnknownWorkload",
    names: ['"top-wrds"', '"top-words"?', ...Object.keys(workloads)],
  },
  "an unknown workload whose name resembles no other": {
    words: ["submit", "clean-rooms"],
    code: "UnknownWorkload",
    names: ['"clean-rooms"', "<project>/task"],
  },
  "a workload that --input takes for a file": {
    words: ["submit", "--input", "x/*.txt", "top-words"],
    code: "WorkloadAmongInputs",
    names: ["--input", "submit top-words --input", "./top-words"],
  },
  "a pattern that matches no file": {
    words: ["submit", "--input", "x/*.txt"],
    code: "NoInputFound",
    names: ["x/*.txt", "<here>"],
  },
  "a duration without a unit": {
    words: ["submit", "--timeout", "5"],
    code: "InvalidDuration",
    names: ["--timeout", '"5"', "90s"],
  },
  "a duration that Batch doesn't take": {
    words: ["submit", "--timeout", "181d"],
    code: "DurationOutOfRange",
    names: ["--timeout", '"181d"', "180d"],
  },
  "a number of tasks that is 0": {
    words: ["submit", "--max-tasks", "0"],
    code: "InvalidNumber",
    names: ["--max-tasks", '"0"'],
  },
  "a price that isn't a number": {
    words: ["submit", "--node-price", "1,5"],
    code: "InvalidNumber",
    names: ["--node-price", '"1,5"'],
  },
  "inputs of a workload without inputs": {
    words: ["submit", "best-point", "--input", "a.txt"],
    code: "InputsNotTaken",
    names: ["--input", "best-point"],
  },
  "task arguments of a command that runs nothing": {
    words: ["status", "--", "--top", "3"],
    code: "UnexpectedTaskArguments",
    names: ["status", "--top 3"],
  },
  "logs of a task and of a preparation task": {
    words: ["logs", "job-1", "a.txt", "--preparation-task"],
    code: "TaskNotAllowed",
    names: ["--preparation-task", "a.txt"],
  },
  "logs of a task on a node": {
    words: ["logs", "job-1", "--node", "n1"],
    code: "NodeNotAllowed",
    names: ["--node", "--start-task", "--preparation-task"],
  },
  "a clean-up of nothing": { words: ["delete"], code: "JobIdRequired", names: ["delete", "--older-than"] },
  "a clean-up of runs by id and by age": {
    words: ["delete", "job-1", "--older-than", "7d"],
    code: "OptionsConflict",
    names: ["--older-than"],
  },
  "an unknown task argument": {
    words: ["submit", "--", "--tpo", "3"],
    code: "InvalidTaskArguments",
    names: ["--tpo"],
  },
  "a task argument's value": {
    words: ["submit", "--", "--top", "0"],
    code: "PlanRejected",
    names: ["--top", '"0"', "-- --top 5"],
  },
  "an option after task arguments": {
    words: ["submit", "top-words", "--top", "3", "--dry-run"],
    code: "OptionAfterTaskArguments",
    names: ["--dry-run", "--top", "put --"],
  },
  "resume with inputs": {
    words: ["submit", "--resume", "j", "--input", "a"],
    code: "OptionsConflict",
    names: ["--resume"],
  },
  "a file of outputs that is not there": {
    words: ["submit", "--outputs", "o.json"],
    code: "OutputsFileUnreadable",
    names: ["--outputs o.json", "ENOENT"],
  },
  "results into a file": {
    words: ["submit", "--out", "file/results"],
    code: "InvalidOutputFolder",
    names: ["--out file/results", "<here>/file"],
    files: { file: "" },
  },
  "outputs that lack values and have one of the wrong type": {
    words: ["submit", "--outputs", "o.json"],
    code: "OutputsInvalid",
    names: ["o.json", "resourceGroupName: missing", "storageAccountKey: "],
    files: {
      "o.json": JSON.stringify({ auth: "keys", location: "x", storageAccountKey: 12345 }),
    },
  },
  "outputs that are not JSON": {
    words: ["submit", "--outputs", "o.json"],
    code: "OutputsNotJson",
    names: ["--outputs o.json", "npx pulumi stack output"],
    files: { "o.json": '{"key": "c2VjcmV0' },
  },
};

describe("main with invalid input", () => {
  for (const [title, { words, code, names, files }] of Object.entries(badInputs))
    it(`exits with 2 and the code ${code} for ${title}, and names it`, async () => {
      const { stderr, ...said } = await run(words, files);
      assert.deepEqual(said, { exitCode: 2, code, stdout: "" });
      for (const name of names) assert(stderr.includes(name), `${name} in ${stderr}`);
      for (const secret of secrets) assert(!stderr.includes(secret), stderr);
    });

  it("prints the messages of the snapshot", async () => {
    const messages: string[] = [];
    for (const [title, { words, files }] of Object.entries(badInputs))
      messages.push(`# ${title}\n${(await run(words, files)).stderr}`);
    await assertSnapshot("errors/bad-input", messages.join("\n"));
  });
});

describe("main with options that npm consumed", () => {
  const took = (env: CommandContext["env"]) => run(["submit", "--input", "x/*.txt"], {}, env);

  it("refuses to run, because it would do more than the user requested", async () => {
    const { exitCode, code, stderr } = await took({
      npm_lifecycle_event: "submit",
      npm_config_dry_run: "true",
    });
    assert.deepEqual({ exitCode, code }, { exitCode: 2, code: "OptionsTakenByNpm" });
    assert(stderr.includes("npm run submit -- --dry-run"), stderr);
    await assertSnapshot("errors/options-taken-by-npm", stderr);
  });

  for (const [what, env] of Object.entries({
    "npm's own settings": { npm_lifecycle_event: "submit", npm_config_yes: "true" },
    "a runner that another script started": { npm_lifecycle_event: "ci", npm_config_dry_run: "true" },
  })) {
    it(`accepts ${what}`, async () => {
      assert.equal((await took(env)).code, "NoInputFound");
    });
  }
});

describe("main in a CI job without a selected stack", () => {
  // In the test's folder, so that nothing remains if a command starts the local cloud unexpectedly.
  const inCi = (words: string[]) =>
    withTemporaryFolder(async (folder) => {
      const said = await run(words, {}, { CI: "true", BATCH_LOCAL_DIR: folder });
      return { ...said, left: await readdir(folder) };
    });

  for (const words of [
    ["submit"],
    ["submit", "--dry-run"],
    ["submit", "--resume", "job-1"],
    ["status"],
    ["ls"],
    ["watch", "job-1"],
    ["logs", "job-1"],
    ["download", "job-1"],
    ["retry", "job-1"],
    ["cancel", "job-1", "--yes"],
    ["delete", "job-1", "--yes"],
  ])
    it(`refuses the local cloud: ${words.join(" ")}`, async () => {
      const { exitCode, code, stderr, left } = await inCi(words);
      assert.deepEqual({ exitCode, code, left }, { exitCode: 2, code: "StackNotSelected", left: [] });
      assert.match(stderr, /--stack.*--local/);
    });

  it("reports the missing stack in doctor", async () => {
    const { exitCode, stdout, left } = await inCi(["doctor"]);
    assert.deepEqual({ exitCode, left }, { exitCode: 3, left: [] });
    assert.match(stdout, /--stack.*--local/);
  });
});
