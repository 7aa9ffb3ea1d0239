import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { vegetation } from "../../fixtures/vegetation/workload.ts";
import { root } from "../root.ts";

const folder = join(root, "docs/pictures");
const files = globSync("*.png", { cwd: folder });
const pages = ["README.md", "docs/pictures/README.md"].map((page) => readFileSync(join(root, page), "utf8"));

describe("pictures of pages", () => {
  it("are each on a page, and less than 200 kB", () => {
    assert(files.length >= 10);
    for (const file of files) {
      assert(
        pages.some((page) => page.includes(basename(file))),
        file,
      );
      const { length } = readFileSync(join(folder, file));
      assert(length < 200_000, `${file}: ${length} bytes`);
    }
  });

  it("show a run of as many tasks as the page says", () => {
    const { length } = [...vegetation.plan({ inputs: [], args: [] })];
    assert.match(pages[1]!, new RegExp(`a run of ${length} tasks`));
  });

  it("of README exist in both themes", () => {
    const named = [...pages[0]!.matchAll(/docs\/pictures\/([\w-]+\.png)/g)].map(([, file = ""]) => file);
    assert.equal(named.length, 4);
    assert.deepEqual(
      named.filter((file) => !files.includes(file)),
      [],
    );
  });
});
