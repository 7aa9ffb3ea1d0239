import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import table from "../../runner/prices/price-table.json" with { type: "json" };
import { hourlyCosts } from "./cost-table.ts";
import { root } from "./root.ts";

describe("costs on pages", () => {
  it("are those of the price table", () => {
    const { dev, defaults } = hourlyCosts();
    const costsOf = (page: string) =>
      readFileSync(join(root, page), "utf8").match(/\$\d+\.\d\d(?= an hour)/g);
    assert.deepEqual([...(costsOf("README.md") ?? [])], [dev, defaults]);
    assert.deepEqual([...(costsOf("packages/create-azbatch/template/README.md") ?? [])], [dev]);
  });

  it("come from a table with a date, a source and a price per hour", () => {
    assert.match(table.date, /^20\d\d-\d\d-\d\d$/);
    assert.match(table.source, /Retail Prices API/);
    const regions: readonly Record<string, number>[] = Object.values({ ...table.dedicated, ...table.spot });
    const prices = regions.flatMap((sizes) => Object.values(sizes));
    assert.ok(prices.length > 500 && prices.every((price) => price > 0 && price < 100));
  });
});
