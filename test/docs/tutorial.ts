import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";
import { tutorialSteps } from "./tutorial-steps.ts";

const read = (path: string): string => readFileSync(join(root, "test", path), "utf8").trimEnd();

/** Returns what the tutorial printed when test/docs/tutorial/record.sh ran it. */
const recorded = (name: string): string =>
  read(`docs/tutorial/${name}.txt`)
    .replaceAll("<folder>", "~/tutorial")
    .replace("<time>", "2026-11-26 20:11:34")
    .replace("<time>", "2026-11-26 20:11:36")
    .replaceAll("<duration>", "0:00:02")
    .replaceAll("<node>", "tvmps_be0e2…ff3de_d");

/** Returns what this project prints, from a snapshot that a test compares. */
const printed = (snapshot: string): string =>
  read(`snapshots/${snapshot}.txt`)
    .replaceAll("<folder>/out", "out")
    .replaceAll("<job>", jobId(snapshot))
    .replaceAll("<node-of-pool>", "tvmps_13b…8e_d")
    .replaceAll("    <s>", "    0.3")
    .replaceAll("<duration>", "5.8 s");

const jobId = (snapshot: string): string =>
  `${snapshot === "tutorial/failed" ? "count" : "top-words"}-20261126-201131-2vkl`;

const block = (text: string): string => ["```text", text, "```"].join("\n");

const both = (recording: string, command: string, snapshot: string): string =>
  [
    "The tutorial:",
    block(recorded(recording)),
    `This project, \`${command}\`:`,
    block(printed(snapshot)),
  ].join("\n\n");

/** Returns the generated sections of docs/tutorial.md, by name. */
export const tutorialSections = (): Record<string, string> => ({
  succeeded: both("succeed", "npx azbatch submit --yes", "submit/sample"),
  output: block(recorded("output")),
  failed: both(
    "fail",
    "npx azbatch run 'python3 count.py {} > {/.}_OUTPUT.txt' 'data/*.txt' --yes",
    "tutorial/failed",
  ),
  "no nodes": both("no-nodes", "npx azbatch submit --yes", "tutorial/no-nodes"),
  again: both("again", "npx azbatch submit --yes", "tutorial/again"),
  steps: steps(),
  quota: block(read("snapshots/infra/quotas.txt").split("\n", 1).join()),
});

const steps = (): string => {
  const outputs = { tutorial: recorded("succeed"), project: printed("submit/sample") };
  return tutorialSteps
    .map(({ title, tutorial, project }, index) =>
      [
        `### ${index + 1}. ${title}`,
        "",
        "| | the tutorial | this project |",
        "|---|---|---|",
        `| does | ${tutorial.does} | ${project.does} |`,
        `| in | ${code(tutorial.in)} | ${code(project.in)} |`,
        `| prints | ${lines(outputs.tutorial, tutorial.prints)} | ${lines(outputs.project, project.prints)} |`,
      ].join("\n"),
    )
    .join("\n\n");
};

const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(", ");

/** @throws Error if no line matches, because the step is out of date then. */
const lines = (output: string, pattern?: RegExp): string => {
  if (pattern === undefined) return "nothing";
  const found = output.split("\n").filter((line) => pattern.test(line));
  const [first, second, ...more] = found.map((line) => `\`${line.trim()}\``);
  if (first === undefined) throw new Error(`tutorial-steps.ts: no line matches ${pattern}`);
  const rest = more.length > 0 ? [`and ${more.length} more`] : [];
  return [first, ...(second === undefined ? [] : [second]), ...rest].join("<br>");
};
