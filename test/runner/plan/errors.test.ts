import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { CommandContext } from "../../../runner/command-context.ts";
import type { ManifestTask } from "../../../runner/manifest/manifest.ts";
import { parseMaxCost } from "../../../runner/manifest/max-cost.ts";
import { parseMaxFails } from "../../../runner/manifest/max-fails.ts";
import { bundleWorkload } from "../../../runner/plan/bundle.ts";
import { checkTask, checkWorkload } from "../../../runner/plan/check-fields.ts";
import { checkPool } from "../../../runner/plan/check-pool.ts";
import { checkSizes } from "../../../runner/plan/check-sizes.ts";
import { findInputs } from "../../../runner/plan/find-inputs.ts";
import { findWorkload } from "../../../runner/plan/find-workload.ts";
import { findSharedFiles } from "../../../runner/plan/shared-files.ts";
import { loadWorkload } from "../../../runner/project/load-workload.ts";
import { hashInputs } from "../../../runner/storage/hash-files.ts";
import { outputOf, type TaskPlan, type Workload } from "../../../task/workload.ts";
import { type Mistakes, printedErrors } from "../../helpers/printed-errors.ts";
import { assertSnapshot, normalise } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { manifestOf } from "../fakes.ts";
import { planMistakes, planTasks, point } from "./plan-mistakes.ts";

const { signal } = new AbortController();

const withScript = <T>(script: string, use: (folder: string) => Promise<T>): Promise<T> =>
  withTemporaryFolder(async (parent) => {
    const folder = join(parent, "app");
    await mkdir(folder);
    await promisify(execFile)("/bin/bash", ["-c", script], { cwd: folder });
    return use(folder);
  });

const input = (pattern: string, script = "true") =>
  withScript(script, (folder) => findInputs([pattern], folder));
const shared = (script: string, ...names: string[]) =>
  withScript(script, (folder) =>
    findSharedFiles(
      ["", ...names].map((name) => pathToFileURL(join(folder, name))),
      signal,
    ),
  );

const files: Mistakes = {
  "no input": () => input("*.pdf"),
  "a folder as an input": () => input("north", "mkdir north"),
  "an empty glob": () => input(""),
  "a link to nothing": () => input("*", "ln -s nothing a"),
  "a pipe": () => input("*", "mkfifo a"),
  "a backslash in the name of an input": () => input("*", "touch 'a\\b'"),
  "several inputs": () => input("*", "mkfifo a; touch $'line\\nbreak'"),
  "an input that is removed before it is hashed": () =>
    withScript("true", (folder) => hashInputs([{ path: join(folder, "a"), name: "a", size: 1 }], signal)),
  "an input that can't be read": () =>
    withScript("true", (folder) => hashInputs([{ path: folder, name: "a", size: 1 }], signal)),
  "a missing shared file": () => shared("true", "stats.py"),
  "a shared pipe": () => shared("mkfifo a"),
  "a shared link to a folder": () => shared("mkdir a; ln -s . b"),
  "a backslash in the name of a shared file": () => shared("touch 'a\\b'"),
  "two shared files of one name": () => shared("mkdir -p b/app; touch b/app/x x", "b/app"),
  "too many shared files": () => shared("touch {1..1200}"),
  "too many empty folders": () => shared(`mkdir ${"a".repeat(200)}-{1..151}`),
  "a script with the line endings of Windows": () => shared("printf '#!/bin/sh\\r\\n' > a.sh"),
  "a program with a syntax error": () =>
    withScript("echo 'const b = ;' > main.ts", (folder) =>
      bundleWorkload(pathToFileURL(join(folder, "main.ts")), folder),
    ),
};

const load = (value: unknown) => async (): Promise<never> => value as never;
const workload = { description: "", command: "true", plan: () => [] } satisfies Workload;

const inFolder = (workloads: CommandContext["workloads"]) => ({ workloads, projectDir: "/project" });
const exporting = (text: string) =>
  withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, "workload.ts"), text);
    return loadWorkload(join(folder, "workload.ts"), "task/mine/workload.ts");
  });

const declarations: Mistakes = {
  "an unknown workload": () => findWorkload("mime", inFolder({ mine: load(workload) })),
  "an unknown workload with no similar name": () => findWorkload("stats", inFolder({ mine: load(workload) })),
  "a file without a workload": () => exporting("const tasks = [];"),
  "a file with two workloads": () =>
    exporting('export const a = { plan: () => [] }; export const b = { plan: () => [], description: "" };'),
  "a file with a syntax error": () => exporting("export const a = ;"),
  "a workload that throws": () =>
    findWorkload("mine", inFolder({ mine: () => Promise.reject("no such module") })),
  "an unknown workload of a project without any": () => findWorkload("mine", inFolder({})),
  "an unknown field": () => checkTask("mine", { output: ["a"] } as TaskPlan),
  "an unknown field with no similar name": () => checkTask("mine", { cpu: 1 } as TaskPlan),
  "a field of another type": () => checkTask("mine", { name: "a", args: "a" as never }),
  "a limit of the cost that is no amount": () => parseMaxCost("free"),
  "a limit of failed tasks that is no number": () => parseMaxFails("some", "--max-fails"),
  "two programs": () => checkWorkload("mine", { ...workload, main: new URL("file:///main.ts") } as never),
};

const wheel = { name: "a", version: "1", file: "a-1.whl", sha256: "0".repeat(64), size: 1 };
const packages = { key: "0".repeat(32), python: "3.12", platform: "", wheels: [wheel], uv: wheel };
const small: ManifestTask = { id: "t", inputs: [], args: [], outputs: [] };
const program = { workload: "w", codeSha256: "0", command: "true" };
const sized = (changes: Partial<ManifestTask>) => () => checkSizes({ ...small, ...changes }, program);
const x = (length: number): string => "x".repeat(length);
const onPool =
  (fields: Partial<ManifestTask>, ...containerImages: string[]) =>
  () =>
    checkPool(
      { ...manifestOf(0), tasks: [{ ...small, ...fields }] },
      { poolId: "p", taskSlotsPerNode: 4, containerImages },
    );

const limits: Mistakes = {
  "a long argument": sized({ args: [x(131_072)] }),
  "long arguments": sized({ args: Array.from({ length: 20 }, () => x(100_000)) }),
  "a long variable": sized({ env: { A: x(131_070) } }),
  "a long command": sized({ command: x(131_000) }),
  "a long request": sized({
    env: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`V${i}`, x(100_000)])),
  }),
  "an argument that isn't text": sized({ args: ["\0"] }),
  "more slots than a node has": onPool({ slots: 5 }),
  "an image without containers": onPool({ image: "ubuntu" }),
  "packages for an image": () =>
    checkPool(
      { ...manifestOf(0), packages, tasks: [{ ...small, image: "ubuntu" }] },
      { poolId: "p", taskSlotsPerNode: 4, containerImages: ["ubuntu"] },
    ),
  "another image": onPool({ image: "ubuntu" }, "debian"),
};

const folder: TaskPlan = { name: "x", outputs: ["images/"] };
const throwing = (cause: () => never) => () =>
  planTasks(
    (function* () {
      yield cause();
    })(),
  );

const plans: Mistakes = {
  ...Object.fromEntries(planMistakes.map(([what, tasks]) => [what, () => planTasks(tasks)])),
  "no tasks": () => planTasks([]),
  "too many tasks": () => planTasks([point("x"), point("y")], 1),
  "a promise": () => planTasks(Promise.resolve([]) as never),
  "the same task twice": () => planTasks([{ args: [1] }, { args: [1] }]),
  "two tasks that write one file": () =>
    planTasks([
      { args: [1], outputs: ["o"] },
      { args: [2], outputs: ["o"] },
    ]),
  "outputs that differ in capitals": () => planTasks([{ outputs: ["O", "o"] }]),
  "an output that is a file and a folder": () => planTasks([{ outputs: ["o", "o/a"] }]),
  "an output twice": () => planTasks([{ outputs: ["o", "o"] }]),
  "an unknown input": () => planTasks([{ inputs: [{ name: "a.txt", size: 1 }] }]),
  "a folder as an input of a task": () => planTasks([folder, { inputs: [outputOf(folder, "images/")] }]),
  "an invalid pattern": () => planTasks([{ name: "a", outputs: [{ pattern: "../*", isOptional: false }] }]),
  "an image without a name": () => planTasks([{ image: "" }]),
  "a variable that isn't text": () => planTasks([{ env: { A: "\0" } }]),
  "an error for the user": throwing(() => assert.fail(new Error("--top: expected a number"))),
  "a TypeError": throwing(() => assert.fail(new TypeError("x is not a function"))),
  "an unknown task argument": throwing(() => {
    parseArgs({ args: ["--topp"], options: {} });
    assert.fail("parsed");
  }),
};

/** Its errors need storage and are asserted in scenarios/stored-inputs. */
const elsewhere = "stored-inputs.ts";

/** Returns the codes in the files of runner/plan and runner/manifest. Those of runner/plan/line are in commands/run/errors. */
const codesOfPlanning = async (): Promise<string[]> => {
  const runner = join(import.meta.dirname, "../../../runner");
  const all = await readFile(join(runner, "error-codes.ts"), "utf8");
  const folders = [join(runner, "plan"), join(runner, "manifest")];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).filter((file) => file.endsWith(".ts")).map((file) => join(folder, file)),
    ),
  );
  const sources = await Promise.all(
    files
      .flat()
      .filter((file) => basename(file) !== elsewhere)
      .map((file) => readFile(file, "utf8")),
  );
  const codes = Array.from(all.matchAll(/"(\w+)"/g), ([, code = ""]) => code);
  return codes.filter((code) => sources.some((text) => text.includes(`"${code}"`)));
};

describe("plan: errors", () => {
  it("prints every error", async () => {
    const { text, codes } = await printedErrors({ ...files, ...declarations, ...limits, ...plans });
    const place = { "<place>": /\(?file:\S+:\d+:\d+\)?/g };
    await assertSnapshot("plan/errors", normalise(text, place));
    const missing = (await codesOfPlanning()).filter((code) => !codes.has(code));
    assert.deepEqual(missing, []);
  });
});
