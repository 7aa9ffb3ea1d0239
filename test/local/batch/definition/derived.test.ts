import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { derive } from "../../../../local/batch/definition/derive/index.ts";
import { specsOrSkip } from "./specs.ts";

const file = new URL("../../../../local/batch/definition/azure-batch.json", import.meta.url);

describe("azure-batch.json", () => {
  it("is what derive/index.ts makes of Azure's definitions", function () {
    const specs = specsOrSkip(this);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), JSON.parse(JSON.stringify(derive(specs))));
  });

  it("stays below 200 KB", () => {
    assert(statSync(file).size < 200_000);
  });
});
