import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy } from "../helpers/declared-resources.ts";
import { startForeground } from "../helpers/foreground-cloud.ts";
import { createPulumiProject, type PulumiProject, pulumiIsThere } from "../helpers/pulumi-project.ts";
import { settingsOf } from "../helpers/settings.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { editDefaultWay, writeDefaultWay } from "./preview-default-way.ts";
import { seconds } from "./seconds.ts";

const rounds = 3;
const preload = (name: string): string => `--import=${join(import.meta.dirname, name)}`;

interface Cost {
  readonly seconds: number;
  /** Peak resident memory of the process that runs the program, in MiB. */
  readonly memory: number;
}

interface Way {
  readonly name: string;
  readonly run: PulumiProject["run"];
  /** Called before each preview. */
  readonly edit?: (round: number) => Promise<void>;
  readonly costs: Cost[];
}

/**
 * Compares `pulumi preview` of our program with the same resources through ts-node and `import * as azure`. Goal: a quarter of
 * the time and memory. ts-node caches compiled programs, which doesn't help after an edit or on a new machine, such as CI's.
 */
export const preview = (): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    if (!pulumiIsThere()) return console.log("  no Pulumi CLI here: SKIPPED; .ci/build-pulumi builds it");
    const cloud = await startForeground(join(folder, "local"));
    try {
      await compare(folder, cloud.variables);
    } finally {
      await cloud.stop();
    }
  });

/** Alternates between the programs, so that other load on the machine affects all of them. The first round warms caches. */
const compare = async (folder: string, cloud: Readonly<Record<string, string>>): Promise<void> => {
  const memoryFile = join(folder, "peak");
  const { resources } = await declaredBy(() => declareFor(settingsOf()));
  const custom = resources.filter(({ type }) => type.startsWith("azure-native:"));
  const variables = {
    ...cloud,
    NODE_OPTIONS: preload("write-peak-memory.ts"),
    PEAK_MEMORY_FILE: memoryFile,
  };
  for (const name of ["ours", "default"]) await mkdir(join(folder, name));
  const ours = await createPulumiProject(join(folder, "ours"), {
    ...variables,
    NODE_OPTIONS: [await ownOptions(), variables.NODE_OPTIONS].join(" "),
  });
  const byDefault = await createPulumiProject(join(folder, "default"), variables);
  const edited = join(folder, "default", "project");
  await writeDefaultWay(edited, custom);
  const ways: Way[] = [
    { name: "ours", run: ours.run, costs: [] },
    {
      name: "default, edited",
      run: byDefault.run,
      edit: (round) => editDefaultWay(edited, round),
      costs: [],
    },
    { name: "default, again", run: byDefault.run, costs: [] },
  ];
  for (const { run } of [ours, byDefault]) await done(run("stack", "init", "bench"));
  for (let round = 0; round <= rounds; round++)
    for (const { edit, costs, run: preview } of ways) {
      await edit?.(round);
      const cost = await costOf(preview, memoryFile);
      if (round > 0) costs.push(cost);
    }
  console.log(`  medians of ${rounds} previews of ${custom.length} resources`);
  for (const { name, costs } of ways)
    console.log(`  ${name}: ${compared(medians(costs), medians(ways[0]!.costs))}`);
};

/**
 * Node options for the runtime options in Pulumi.yaml. The language host that .ci/build-pulumi builds is of SDK 3.66 and
 * doesn't receive runtime options from a current CLI.
 */
const ownOptions = async (): Promise<string> => {
  const { runtime } = parse(await readFile(join(import.meta.dirname, "../../Pulumi.yaml"), "utf8"));
  const { typescript, nodeargs = "" } = runtime.options;
  return [typescript === false ? preload("without-ts-node.ts") : "", nodeargs].join(" ");
};

const compared = (cost: Cost, ours: Cost): string => {
  const times = (of: keyof Cost): string => (cost[of] / ours[of]).toFixed(1);
  return `${cost.seconds.toFixed(2)} s (${times("seconds")} times), ${Math.round(cost.memory)} MiB (${times("memory")} times)`;
};

const costOf = async (run: PulumiProject["run"], memoryFile: string): Promise<Cost> => {
  await rm(memoryFile, { force: true });
  const time = await seconds(() => done(run("preview")));
  const peaks = (await readFile(memoryFile, "utf8")).trim().split("\n").map(Number);
  return { seconds: time, memory: Math.max(...peaks) };
};

const done = async (running: ReturnType<PulumiProject["run"]>): Promise<void> => {
  const { exitCode, output } = await running;
  if (exitCode !== 0) throw new Error(output);
};

const medians = (costs: readonly Cost[]): Cost => ({
  seconds: median(costs.map((cost) => cost.seconds)),
  memory: median(costs.map(({ memory }) => memory)),
});

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
