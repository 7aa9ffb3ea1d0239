import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { documents } from "./documents.ts";
import { root } from "./root.ts";

describe("generated documents", () => {
  it("equal what `npm run docs` writes", async function () {
    this.timeout(120_000);
    for (const [path, text] of Object.entries(await documents()))
      assert.equal(await readFile(join(root, path), "utf8").catch(() => ""), text, path);
  });
});
