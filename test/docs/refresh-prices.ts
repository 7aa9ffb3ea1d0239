import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import table from "../../runner/prices/price-table.json" with { type: "json" };
import { askRetailPrices, retailPricesUrl } from "../../runner/prices/retail-prices.ts";
import { root } from "./root.ts";

// `npm run prices`: replaces the table's prices by present ones, for the same sizes and regions.
const { currency } = table;
const now = new Date();
const dedicated: Record<string, Record<string, number>> = {};
const spot: Record<string, Record<string, number>> = {};
for (const [location, sizes] of Object.entries(table.dedicated)) {
  for (const vmSize of Object.keys(sizes)) {
    const signal = AbortSignal.timeout(60_000);
    const asking = { url: retailPricesUrl, env: process.env, now, signal };
    const price = await askRetailPrices({ vmSize, location, currency }, asking);
    if (price?.dedicated !== undefined)
      dedicated[location] = { ...dedicated[location], [vmSize]: price.dedicated };
    if (price?.spot !== undefined) spot[location] = { ...spot[location], [vmSize]: price.spot };
  }
  console.log(
    `${location}: ${Object.keys(dedicated[location] ?? {}).length} of ${Object.keys(sizes).length} sizes`,
  );
}
const content = {
  ...{
    date: now.toISOString().slice(0, 10),
    currency,
    source: `Azure Retail Prices API, ${retailPricesUrl}`,
  },
  ...{ dedicated, spot },
};
await writeFile(join(root, "runner/prices/price-table.json"), `${JSON.stringify(content, undefined, 2)}\n`);
