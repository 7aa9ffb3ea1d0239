import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { root } from "./root.ts";

const pages = globSync(["*.md", "{docs,infra,local,runner,stacks,task}/**/*.md"], {
  cwd: root,
  exclude: ["**/node_modules/**", "**/dist/**"],
});

const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** Anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );

/** Links without a scheme, and the problem of each that leads nowhere. */
const brokenLinks = (page: string): string[] =>
  [...read(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].flatMap(
    ([link, path = "", anchor]) => {
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, target))) return `${page}: ${link}`;
      return anchor === undefined || anchorsOf(target).includes(anchor) ? [] : `${page}: ${link}`;
    },
  );

/** Paths in backticks that don't exist. ARCHITECTURE.md names some below `runner/`; commands on the pages create `task/my-stats/` and `task/stats/`. */
const missingPaths = (page: string): string[] =>
  [...read(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)]
    .map(([, path = ""]) => path)
    .filter(
      (path) => folders.has(path.slice(0, path.indexOf("/"))) && !/^(out|task\/(my-)?stats)\//.test(path),
    )
    .filter((path) => ![".", "runner"].some((folder) => existsSync(join(root, folder, path))))
    .map((path) => `${page}: ${path}`);

const folders = new Set(
  globSync(["*/", "runner/*/"], { cwd: root }).map((folder) =>
    folder.replace("runner/", "").replace("/", ""),
  ),
);

/** Messages in README's table that Node and Pulumi print. */
const ofOthers = [
  'Unknown file extension ".ts"',
  "did not begin responding to RPC connections",
  "passphrase must be set",
  "must be of type 'integer'",
  // Of Batch.
  "AccountCoreQuotaReached",
];

/** Messages that README explains: what is in backticks in the first column of the table. */
const explainedMessages = (): string[] =>
  (read("README.md").split("## Troubleshooting")[1] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split(" | ")[0] ?? "").matchAll(/`([^`]+)`/g)])
    .map(([, message = ""]) => message)
    .filter((message) => !message.startsWith("npm run"));

/** Whether a line contains the parts of a message, in which `…` stands for any text. */
const contains = (line: string, message: string): boolean =>
  message.split("…").every((part) => line.includes(part));

describe("pages", () => {
  it("explain messages that commands print", () => {
    const printed = globSync("test/snapshots/**/*.txt", { cwd: root }).flatMap((file) =>
      read(file).split("\n"),
    );
    const messages = explainedMessages().filter((message) => !ofOthers.includes(message));
    assert(messages.length > 5);
    assert.deepEqual(
      messages.filter((message) => !printed.some((line) => contains(line, message))),
      [],
    );
  });

  it("link to pages, headings and files that exist", () => {
    assert(pages.length > 10);
    assert.deepEqual(pages.flatMap(brokenLinks), []);
  });

  it("name files that exist", () => {
    assert(folders.has("runner") && folders.has("plan"));
    const current = pages.filter((page) => page !== "CHANGELOG.md");
    assert.deepEqual(current.flatMap(missingPaths), []);
  });
});
