import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { parseArgs } from "node:util";
import type { MutantResult } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import { leaveCi } from "../helpers/leave-ci.ts";
import { testFilesOption } from "./mocha-runner.ts";

leaveCi();

/** The closest folder of tests that mirrors a source folder: `test/infra` for `infra/settings` if that has none. */
const testFolderOf = (folder: string): string =>
  existsSync(`test/${folder}`) || folder === "." ? `test/${folder}` : testFolderOf(dirname(folder));

/** Mutates the sources of a folder, or one file, and runs the folder's unit tests on each mutant. */
const mutate = async (target: string, concurrency: number): Promise<MutantResult[]> => {
  const isFolder = statSync(target).isDirectory();
  const tests = testFolderOf(isFolder ? target : dirname(target));
  return new Stryker({
    mutate: [isFolder ? `${target}/**/*.ts` : target],
    configFile: "test/mutation/stryker.json",
    [testFilesOption]: [`${tests}/**/!(*.integration).test.ts`],
    concurrency,
    reporters: [process.stdout.isTTY ? "progress" : "progress-append-only"],
  }).runMutationTest();
};

const isCaught = ({ status }: MutantResult): boolean => status === "Killed" || status === "Timeout";
const isMissed = ({ status }: MutantResult): boolean => status === "Survived" || status === "NoCoverage";

const scoreOf = (mutants: readonly MutantResult[]): string => {
  const [caught, missed] = [mutants.filter(isCaught).length, mutants.filter(isMissed).length];
  const percent =
    caught + missed === 0 ? "no mutants" : `${((100 * caught) / (caught + missed)).toFixed(1)} %`;
  const untested = mutants.filter(({ status }) => status === "NoCoverage").length;
  return `${percent} (${caught} of ${caught + missed} caught, ${untested} in lines that no test runs)`;
};

/** One line on a mutant that no test caught: its place, the text there and what replaced it. */
const describeMutant = async ({ fileName, location, status, replacement }: MutantResult): Promise<string> => {
  const { start, end } = location;
  const lines = (await readFile(fileName, "utf8")).split("\n").slice(start.line, end.line + 1);
  const last = lines.length - 1;
  lines[last] = lines[last]?.slice(0, end.column) ?? "";
  lines[0] = lines[0]?.slice(start.column) ?? "";
  const place = `${fileName.replace(`${process.cwd()}/`, "")}:${start.line + 1}:${start.column + 1}`;
  const short = (text: string): string => text.replace(/\s+/g, " ").slice(0, 100);
  const mark = status === "NoCoverage" ? "no test" : "survived";
  return `${place} ${mark}: ${short(lines.join("\n"))} → ${short(replacement)}`;
};

const { values, positionals: targets } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: "string", default: "2" } },
});
const wrong = targets.filter(
  (target) => !existsSync(target) || (extname(target) !== ".ts" && !statSync(target).isDirectory()),
);
if (targets.length === 0 || wrong.length > 0) {
  console.error(
    `expected folders or .ts files such as infra or runner/plan/ids.ts, got ${wrong.join(", ") || "nothing"}`,
  );
  process.exit(2);
}
const scores: string[] = [];
for (const target of targets) {
  const mutants = await mutate(target.replace(/\/$/, ""), Number(values.concurrency));
  for (const mutant of mutants.filter(isMissed)) console.log(await describeMutant(mutant));
  scores.push(`${target}: ${scoreOf(mutants)}`);
}
console.log(`\n${scores.join("\n")}`);
