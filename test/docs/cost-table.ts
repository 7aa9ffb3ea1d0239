import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { mostNodes } from "../../infra/autoscale.ts";
import { formatCost } from "../../runner/prices/currency.ts";
import { priceInTable } from "../../runner/prices/price-table.ts";
import { project } from "../helpers/settings.ts";
import { markdownTable } from "./markdown-table.ts";
import { root } from "./root.ts";

type Settings = Readonly<Record<string, unknown>>;

/** Stack files in this repository, and their names on pages. */
const stacks: Readonly<Record<string, Settings>> = {
  "`Pulumi.dev.yaml`": stackSettings("Pulumi.dev.yaml"),
  "the defaults": {},
  "`Pulumi.prod.yaml`": stackSettings("Pulumi.prod.yaml"),
};

/** Returns a sentence about the prices, and a table of the nodes of each stack and their cost per hour. */
export const costSection = (): string => {
  const { date } = nodesOf({});
  return [
    `List prices of ${date} for Linux, pay as you go, from the table that azbatch uses without a network:`,
    "",
    markdownTable(
      ["settings", "without tasks, an hour", "at most, an hour"],
      Object.entries(stacks).map(([name, settings]) => row(name, nodesOf(settings))),
    ),
  ].join("\n");
};

/** Returns the cost of the nodes of the development stack and of the defaults. */
export const hourlyCosts = (): { readonly dev: string; readonly defaults: string } => {
  const costOf = (name: string): string => {
    const { dedicated, price } = nodesOf(stacks[name] ?? {});
    return formatCost(dedicated * price, "USD");
  };
  return { dev: costOf("`Pulumi.dev.yaml`"), defaults: costOf("the defaults") };
};

interface Nodes {
  readonly vmSize: string;
  readonly location: string;
  /** Nodes without tasks. */
  readonly least: number;
  /** Most nodes of each kind. */
  readonly dedicated: number;
  readonly spot: number;
  readonly price: number;
  readonly date: string;
}

const row = (name: string, { vmSize, location, least, dedicated, spot, price }: Nodes): string[] => {
  const cost = (count: number): string => (count === 0 ? "nothing" : formatCost(count * price, "USD"));
  const most = dedicated + spot;
  const forSpot = `, and less than ${cost(spot)} for ${spot} spot nodes, whose price varies`;
  return [
    `${name}: ${least === most ? most : `${least} to ${most}`} × ${vmSize} in ${location}`,
    cost(least),
    spot === 0 ? cost(dedicated) : `${cost(dedicated)} for ${dedicated} dedicated nodes${forSpot}`,
  ];
};

const nodesOf = (changed: Settings): Nodes => {
  const settings = { ...defaults, ...changed };
  const { vmSize, location } = settings as { vmSize: string; location: string };
  const price = priceInTable({ vmSize, location, currency: "USD" });
  if (price?.dedicated === undefined) throw new Error(`no price of ${vmSize} in ${location}`);
  const { nodeCount, spotNodeCount, minNodes, maxNodes, spotPercent } = settings as Record<string, number>;
  const fixed = { dedicated: nodeCount!, spot: spotNodeCount! };
  const isFixed = settings.autoscale !== true;
  const scaled = { minNodes: minNodes!, maxNodes: maxNodes!, spotPercent: spotPercent! };
  const most = isFixed ? fixed : mostNodes(scaled);
  const least = isFixed ? fixed.dedicated + fixed.spot : scaled.minNodes;
  return { vmSize, location, least, ...most, price: price.dedicated, date: price.date };
};

const defaults: Settings = Object.fromEntries(
  Object.entries(project.config).map(([name, setting]) => [name, setting.default]),
);

function stackSettings(file: string): Settings {
  const { config } = parse(readFileSync(join(root, file), "utf8")) as { config: Settings };
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name.replace("azure-batch-workloads:", ""), value]),
  );
}
