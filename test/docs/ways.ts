import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** One of the ways in docs/compared.md to do the jobs. */
export interface Way {
  readonly name: string;
  /** In test/docs/compared. */
  readonly folder: string;
  /** Files of all jobs. The script itself isn't counted: it is the same everywhere. */
  readonly common: readonly string[];
  readonly files: readonly string[];
  readonly sweep: readonly string[];
  /** The sweep and a merge of its results. */
  readonly merge: readonly string[];
  /** Concepts that a user must know, each with words of the files that use it. */
  readonly concepts: Readonly<Record<string, string>>;
}

/** Returns a file of a way, as a user writes it. */
export const textOf = ({ folder }: Way, file: string): string =>
  readFileSync(join(root, "test/docs/compared", folder, file), "utf8").replace(
    "../../../../task/contract.ts",
    "azbatch",
  );

export const ways: readonly Way[] = [
  {
    name: "azbatch run",
    folder: "run",
    common: [],
    files: ["files.sh"],
    sweep: ["sweep.sh"],
    merge: ["merge.sh"],
    concepts: {
      "a command with placeholders (`{}`, `{/}`, names of columns)": "{/}",
      "outputs: files after `>`, others with `--output`": "> fit.csv",
      "`--tasks`: a task for each row": "--tasks",
      "`--then`: a command on all outputs": "--then",
    },
  },
  {
    name: "azbatch, workload file",
    folder: "workload",
    common: [],
    files: ["files.ts"],
    sweep: ["sweep.ts"],
    merge: ["merge.ts"],
    concepts: {
      "workload (description, command, files, inputs)": "defineWorkload",
      "plan: inputs to tasks": "plan:",
      "task (args, inputs, outputs, name)": "outputs:",
      "`$WORKLOAD_DIR`": "$WORKLOAD_DIR",
      "`csvRows`": "csvRows",
      "`outputOf`: a task after others": "outputOf",
    },
  },
  {
    name: "Nextflow",
    folder: "nextflow",
    common: ["nextflow.config"],
    files: ["files.nf"],
    sweep: ["sweep.nf"],
    merge: ["merge.nf"],
    concepts: {
      "process (input, output, script)": "process STATS",
      workflow: "workflow {",
      "channel, value or queue": "channel.",
      "operators (`map`, `splitCsv`, `collect`)": "collect()",
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
    folder: "snakemake",
    common: ["run.sh"],
    files: ["files.smk"],
    sweep: ["sweep.smk"],
    merge: ["merge.smk"],
    concepts: {
      "rule (input, output, shell)": "rule stats",
      "wildcards, from the outputs backwards": "{wildcards.rate}",
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
    folder: "dsub",
    common: [],
    files: ["files.sh"],
    sweep: ["sweep.sh"],
    merge: ["merge.sh"],
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
    name: "SkyPilot",
    folder: "skypilot",
    common: ["pool.yaml", "run.sh"],
    files: ["files.yaml", "files.sh"],
    sweep: ["sweep.yaml", "sweep.sh"],
    merge: ["sweep.yaml", "merge.sh"],
    concepts: {
      "pool of workers, applied and taken down": "sky jobs pool apply",
      "task in YAML (resources, run)": "run: |",
      "`workdir`, copied to each worker": "workdir:",
      "bucket as a folder (`file_mounts`)": "file_mounts:",
      "`--num-jobs` and the job's rank": "SKYPILOT_JOB_RANK",
      "queue of jobs, to wait": "sky jobs queue",
      "az, to bring results": "download-batch",
    },
  },
  {
    name: "Coiled",
    folder: "coiled",
    common: [],
    files: ["files.sh", "run-files.sh"],
    sweep: ["sweep.sh", "run-sweep.sh"],
    merge: ["sweep.sh", "run-merge.sh"],
    concepts: {
      "directives in a script": "# COILED",
      "`map-over-file`: a task for each line": "--map-over-file",
      "variable with the line": "COILED_BATCH_TASK_INPUT",
      "`sync`: a folder up and back": "sync .",
      container: "container",
    },
  },
  {
    name: "SDK, by hand",
    folder: "sdk",
    common: ["job.ts"],
    files: ["files.ts"],
    sweep: ["sweep.ts"],
    merge: ["merge.ts"],
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
