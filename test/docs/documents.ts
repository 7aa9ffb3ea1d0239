import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { declareFor } from "../helpers/declare-environment.ts";
import { type DeclaredResource, declaredBy } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";
import { argsInterface } from "./args-interface.ts";
import { autoscalePlot } from "./autoscale-plot.ts";
import { comparedCode, comparedConcepts, comparedTable } from "./compared.ts";
import { costSection } from "./cost-table.ts";
import { effectsOfEdits } from "./edits.ts";
import { eventsTable } from "./events-table.ts";
import { outputsTable, settingsTable } from "./infra-tables.ts";
import { pluginSchema } from "./plugin-schema.ts";
import { resourceGraph } from "./resource-graph.ts";
import { root } from "./root.ts";
import { tutorialSections } from "./tutorial.ts";

/** Returns the text of each generated file, by its path in the project. */
export const documents = async (): Promise<Record<string, string>> => ({
  "docs/autoscale.svg": autoscalePlot(),
  "docs/compared.md": withSections(await readFile(join(root, "docs/compared.md"), "utf8"), {
    table: comparedTable(),
    concepts: comparedConcepts(),
    code: comparedCode(),
  }),
  "docs/tutorial.md": withSections(
    await readFile(join(root, "docs/tutorial.md"), "utf8"),
    tutorialSections(),
  ),
  "infra/settings/args.ts": argsInterface(),
  "plugin/schema.json": pluginSchema(),
  "infra/README.md": withSections(await readFile(join(root, "infra/README.md"), "utf8"), {
    graph: ["```mermaid", await graph(), "```"].join("\n"),
    settings: settingsTable(await effectsOfEdits()),
    outputs: outputsTable(),
    costs: costSection(),
  }),
  "runner/README.md": withSections(await readFile(join(root, "runner/README.md"), "utf8"), {
    events: eventsTable(),
  }),
});

const graph = async (): Promise<string> => resourceGraph(await declared(everything), await declared({}));

const declared = async (values: Readonly<Record<string, unknown>>): Promise<DeclaredResource[]> =>
  (await declaredBy(() => declareFor(settingsOf(values)))).resources;

/**
 * Replaces what is between `<!-- name -->` and `<!-- end of name -->` by the section of that name.
 *
 * @throws Error if the text lacks the comments.
 */
const withSections = (text: string, sections: Readonly<Record<string, string>>): string =>
  Object.entries(sections).reduce((all, [name, section]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [before, rest = ""] = all.split(begin);
    const [, after] = rest.split(end);
    if (after === undefined) throw new Error(`expected ${begin} and ${end}, got no such pair`);
    return `${before}${begin}\n\n${section}\n\n${end}${after}`;
  }, text);
