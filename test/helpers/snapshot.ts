import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const project = join(import.meta.dirname, "../..");

/** Texts that this process wrote, by the names of their snapshots. */
const written = new Map<string, string>();

/**
 * Compares what a command prints with `test/snapshots/<name>.txt`. Only these files hold the wording, so that a better
 * wording changes them and no test: `npm run snapshots` writes all of them from what the commands print, and
 * `UPDATE_SNAPSHOTS=1 npx mocha FILE` those of one test file.
 *
 * @param name Path below `test/snapshots` without extension, such as `help/submit`.
 * @param text A final newline is added where it has none.
 * @throws AssertionError with a diff if the file is missing or differs.
 */
export const assertSnapshot = async (name: string, text: string): Promise<void> => {
  const file = join(project, "test/snapshots", `${name}.txt`);
  const printed = text.endsWith("\n") ? text : `${text}\n`;
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    assert.equal(printed, written.get(name) ?? printed, `two different texts for the snapshot ${name}`);
    written.set(name, printed);
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, printed);
  }
  const recorded = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  const problem = recorded === undefined ? "is missing" : "differs from what is printed";
  assert.equal(printed, recorded ?? "", `test/snapshots/${name}.txt ${problem}; run npm run snapshots`);
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Texts that vary from run to run, in the order of their replacement. */
const varying: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  // Folders of withTemporaryFolder and startTestCloud, and the folders of users in the latter.
  [new RegExp(`(?:/private)?${escaped(tmpdir())}/[\\w-]+(?:/user-\\w+)?`, "g"), "<folder>"],
  [new RegExp(escaped(process.execPath), "g"), "<node>"],
  [new RegExp(escaped(project), "g"), "<project>"],
  [/\b(127\.0\.0\.1|localhost):\d+/g, "$1:<port>"],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>"],
  [/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, "<uuid>"],
  // The local cloud's storage account and its containers.
  [/\bstorage[\da-f]{8}(\/(?:application|input|output))?(?:-\w+)?\b/g, "storage<hash>$1"],
  // The hash at the end of a task's id.
  [/-[\da-f]{16}\b/g, "-<hash>"],
  [/\b(?:\d+\.\d s|\d+m \d\ds|\d+h \d\dm|\d+d \d\dh)(?!\w)/g, "<duration>"],
  [/\b\d+(?:\.\d)?\/(?:s|min)\b/g, "<rate>"],
];

/** Matches a job id made by `newJobId`. */
const jobId = /\b[\w-]+-\d{8}-\d{6}-[\da-z]{4}\b/g;

/**
 * Replaces what varies from run to run: folders, ports, times, durations, rates, hashes and ids of jobs. The first job
 * in the text is `<job>`, the second `<job-2>`, so that a mix-up of two still shows. Columns don't line up any more:
 * inject a clock where a table is shown.
 *
 * @param more Further texts or patterns (with the flag g), by the placeholders to put in their place; they come first.
 */
export const normalise = (text: string, more: Readonly<Record<string, string | RegExp>> = {}): string => {
  const jobs: string[] = [];
  const placeholderOf = (id: string): string => {
    if (!jobs.includes(id)) jobs.push(id);
    const number = jobs.indexOf(id) + 1;
    return number === 1 ? "<job>" : `<job-${number}>`;
  };
  const own = Object.entries(more).reduce(
    (result, [placeholder, pattern]) => result.replaceAll(pattern, placeholder),
    text,
  );
  return varying
    .reduce((result, [pattern, placeholder]) => result.replace(pattern, placeholder), own)
    .replace(jobId, placeholderOf);
};
