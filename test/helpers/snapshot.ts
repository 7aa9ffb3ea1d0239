import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const project = join(import.meta.dirname, "../..");

/** Texts that this process wrote, by the names of their snapshots. */
const written = new Map<string, string>();

/**
 * Compares a command's output with `test/snapshots/<name>.txt`. Only these files contain the wording, so that rewording a
 * message changes no test. `npm run snapshots` writes all of them from the actual output, and
 * `UPDATE_SNAPSHOTS=1 npx mocha FILE` those of one test file.
 *
 * @param name Path below `test/snapshots` without extension, such as `help/submit`.
 * @param text A missing final newline is added.
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

/** Patterns of texts that differ between runs, in the order of their replacement. */
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
  // Another test cloud's storage account and its containers.
  [/\bazbatch[\da-f]{8}\/(application|input|output)-\d+\b/g, "<account>/$1"],
  // The hash at the end of a task's id.
  [/-[\da-f]{16}\b/g, "-<hash>"],
  [/\b(?:\d+\.\d s|\d+m \d\ds|\d+h \d\dm|\d+d \d\dh)(?!\w)/g, "<duration>"],
  [/\b\d+(?:\.\d)?\/(?:s|min)\b/g, "<rate>"],
];

/** Matches a job id made by `newJobId`. */
const jobId = /\b[\w-]+-\d{8}-\d{6}-[\da-z]{4}\b/g;

/**
 * Replaces values that differ between runs: folders, ports, times, durations, rates, hashes and job ids. The first job in
 * the text is `<job>`, the second `<job-2>`, so that mixed-up jobs still show. Columns are not aligned afterwards; inject a
 * clock if the text has a table.
 *
 * @param more Further texts or patterns (with the flag g) by placeholder, replaced first.
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
