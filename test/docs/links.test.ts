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

/** Paths in backticks that don't exist. ARCHITECTURE.md names some below `runner/`; `npm run new` creates `task/my-stats/`. */
const missingPaths = (page: string): string[] =>
  [...read(page).matchAll(/`((?:[\w.-]+\/)+[\w.-]*)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => folders.has(path.slice(0, path.indexOf("/"))) && !path.startsWith("task/my-stats"))
    .filter((path) => ![".", "runner"].some((folder) => existsSync(join(root, folder, path))))
    .map((path) => `${page}: ${path}`);

const folders = new Set(
  globSync(["*/", "runner/*/"], { cwd: root }).map((folder) =>
    folder.replace("runner/", "").replace("/", ""),
  ),
);

describe("pages", () => {
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
