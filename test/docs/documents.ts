import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { declareFor } from "../helpers/declare-environment.ts";
import { type DeclaredResource, declaredBy } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";
import { argsInterface } from "./args-interface.ts";
import { autoscalePlot } from "./autoscale-plot.ts";
import { comparedCode, comparedConcepts, comparedTable } from "./compared.ts";
import { effectsOfEdits } from "./edits.ts";
import { eventsTable } from "./events-table.ts";
import { outputsTable, settingsTable } from "./infra-tables.ts";
import { resourceGraph } from "./resource-graph.ts";
import { root } from "./root.ts";
import { terminalPicture } from "./terminal-picture.ts";
import { tutorialSections } from "./tutorial.ts";

/** Returns the text of each generated file, by its path in the project. */
export const documents = async (): Promise<Record<string, string>> => ({
  "docs/autoscale.svg": autoscalePlot(),
  "docs/submit.svg": terminalPicture("npm run submit", await sampleRun()),
  "docs/compared.md": withSections(await readFile(join(root, "docs/compared.md"), "utf8"), {
    table: comparedTable(),
    concepts: comparedConcepts(),
    code: comparedCode(),
  }),
  "infra/settings/args.ts": argsInterface(),
