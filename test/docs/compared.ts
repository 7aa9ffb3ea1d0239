import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** One of the ways in docs/compared.md to do both jobs. */
interface Way {
  readonly name: string;
  /** Relative to the project. */
  readonly folder: string;
  /** Files of both jobs. The script itself isn't counted: it is the same everywhere. */
  readonly common: readonly string[];
  readonly files: readonly string[];
  readonly sweep: readonly string[];
  /** Concepts that a user must know, each with words of the files that use it. */
  readonly concepts: Readonly<Record<string, string>>;
}

const ways: readonly Way[] = [
  {
    name: "this project",
    folder: "task",
    common: [],
    files: ["word-stats/workload.ts"],
    sweep: ["best-point/workload.ts"],
    concepts: {
      "workload (description, command or main, files, inputs)": "defineWorkload",
      "plan: inputs to tasks": "plan:",
      "task (args, inputs, outputs, name)": "outputs:",
      "`$WORKLOAD_DIR`": "$WORKLOAD_DIR",
      "sweep (`product`, `range`)": "product(",
      "`outputOf`: a task after others": "outputOf",
      "columns and row of the table": "columns:",
    },
  },
  {
    name: "Nextflow",
    folder: "test/docs/compared/nextflow",
    common: ["nextflow.config"],
    files: ["files.nf"],
    sweep: ["sweep.nf"],
    concepts: {
      "process (input, output, script)": "process STATS",
      workflow: "workflow {",
      "channel, value or queue": "channel.",
      "operators (`map`, `combine`, `collect`)": "collect()",
      "qualifiers (`path`, `val`, `tuple`)": "tuple val",
      "`publishDir`": "publishDir",
      "a container for each process": "container '",
      "executor and work directory": "executor",
      "accounts and pool mode": "autoPoolMode",
      "Groovy's and bash's variables in one string": "${script}",
    },
  },
  {
    name: "Snakemake",
    folder: "test/docs/compared/snakemake",
    common: ["run.sh"],
    files: ["files.smk"],
    sweep: ["sweep.smk"],
    concepts: {
      "rule (input, output, shell)": "rule stats",
      "wildcards, from the outputs backwards": "{wildcards.x}",
      "the target rule": "rule all",
      "`glob_wildcards`, `expand`": "glob_wildcards",
      "executor plugin": "--executor azure-batch",
      "storage plugin and prefix": "--default-storage-provider",
      "the nodes' identity": "managed-identity-resource-id",
      "the pool's image": "pool-image-sku",
      "az, to bring inputs and results": "upload-batch",
    },
  },
  {
    name: "dsub",
    folder: "test/docs/compared/dsub",
    common: [],
    files: ["files.sh"],
    sweep: ["sweep.sh"],
    concepts: {
      "table of tasks, with typed columns": "--tasks tasks.tsv",
      "variables that become paths": "${TEXT}",
      "bucket and gsutil": "gsutil",
      "provider, project, region, logging": "--provider google-batch",
      image: "--image",
      "`--after`, `--wait`": "--after",
      "folders (`--input-recursive`)": "--input-recursive",
    },
  },
  {
    name: "SDK, by hand",
    folder: "test/docs/compared/sdk",
    common: ["job.ts"],
    files: ["files.ts"],
    sweep: ["sweep.ts"],
    concepts: {
      "credentials of both services": "BatchSharedKeyCredentials",
      containers: "getContainerClient",
      "SAS and its expiry": "generateSasUrl",
      "resource files": "resourceFiles",
      "output files": "outputFiles",
      "job, pool": "poolInfo",
      "task, its command line without a shell": "/bin/bash -c",
      "collections of 100, each task's status": "addCollection",
      "`onAllTasksComplete`, when to set it": "terminatejob",
      dependencies: "dependsOn",
      "waiting, task counts": "getTaskCounts",
      "fetching results": "downloadToFile",
    },
  },
];

const textOf = ({ folder }: Way, file: string): string => readFileSync(join(root, folder, file), "utf8");

/** Counts the lines that are neither empty nor only a comment. */
const linesOf = (text: string): number =>
  text.split("\n").filter((line) => line.trim() !== "" && !/^\s*(\/\/|\/?\*|#)/.test(line)).length;

/** Returns a table of each way's lines, files and concepts. */
export const comparedTable = (): string => {
  const rows = ways.map((way) => {
    const count = (files: readonly string[]): string => {
      const lines = [...way.common, ...files].reduce((sum, file) => sum + linesOf(textOf(way, file)), 0);
      return `${lines + indexLines(way)} in ${way.common.length + files.length + indexFiles(way)}`;
    };
    return `| ${way.name} | ${count(way.files)} | ${count(way.sweep)} | ${Object.keys(way.concepts).length} |`;
  });
  return [
    "| | script over 50 files: lines in files | sweep of 200 points and merge | concepts |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
};

// A workload has a line in task/index.ts.
const indexLines = ({ folder }: Way): number => (folder === "task" ? 1 : 0);
const indexFiles = ({ folder }: Way): number => (folder === "task" ? 1 : 0);

/**
 * Returns a list of each way's concepts.
 *
 * @throws Error if the files of a way lack the words of a concept, because the list is out of date then.
 */
export const comparedConcepts = (): string =>
  ways
    .map((way) => {
      const all = [...way.common, ...way.files, ...way.sweep].map((file) => textOf(way, file)).join("\n");
      for (const [concept, words] of Object.entries(way.concepts))
        if (!all.includes(words))
          throw new Error(`${way.name}: expected "${words}" in its files, for the concept ${concept}`);
      return `- **${way.name}**: ${Object.keys(way.concepts).join("; ")}.`;
    })
    .join("\n");

/** Returns the code of each way, under its name. */
export const comparedCode = (): string =>
  ways
    .flatMap((way) => [
      `### ${way.name}`,
      ...[...way.common, ...way.files, ...way.sweep].map((file) =>
        [
          `\`${file}\``,
          "",
          `\`\`\`${languages[file.split(".").at(-1) ?? ""]}`,
          textOf(way, file).trimEnd(),
          "```",
        ].join("\n"),
      ),
    ])
    .join("\n\n");

const languages: Readonly<Record<string, string>> = {
  ts: "ts",
  nf: "groovy",
  config: "groovy",
  smk: "python",
  sh: "bash",
};
