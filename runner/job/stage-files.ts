import { readFileSync } from "node:fs";
import type { BatchServiceModels as Models } from "@azure/batch";
import { inputsProgram, readVariable } from "../manifest/reserved-names.ts";
import type { InputFile, Reading } from "./fetch-inputs.ts";

/**
 * What the resource files of a task may take, as JSON. Azure refuses more than 32,768 characters
 * (https://github.com/Azure/BatchExplorer/issues/30); what exactly it counts is not public.
 */
const mostCharacters = 30_000;

/** As with Docker and `timeout`: what a program did not end with, but what should have started it. */
const notFetched = 125;

/** How files come to a task. */
export interface Staging {
  readonly resourceFiles: Models.ResourceFile[];
  /** Undefined where the resource files are all. */
  readonly fetching?: Fetching;
}

export interface Fetching {
  /** A program for Node that fetches the files that it lists. It is the one resource file, and holds no secret. */
  readonly program: string;
  /** Runs it, as a line for bash that ends the task where a file can't be had. */
  readonly command: string;
  /** Secret: what it takes to read the blobs. */
  readonly environmentSettings: Models.EnvironmentSetting[];
}

interface StagingPlace {
  /** The program, to read: signed only where it is needed, of 100,000 tasks. */
  readonly program: () => Models.ResourceFile;
  /** Path of Node on a node, with environment variables for a shell. */
  readonly nodePath: string;
  /** What it takes to read these blobs. */
  readonly reading: (urls: readonly string[]) => Reading;
}

/** Resource files as they are if Azure takes so many, and else a program that fetches what they name. */
export const stageFiles = (
  files: Models.ResourceFile[],
  { program, nodePath, reading }: StagingPlace,
): Staging => {
  if (JSON.stringify(files).length <= mostCharacters) return { resourceFiles: files };
  const inputs = files.map(inputFile);
  const read = JSON.stringify(reading(inputs.map(({ url }) => url)));
  return {
    resourceFiles: [{ ...program(), filePath: inputsProgram }],
    fetching: {
      program: `${fetchInputs}\nawait runOnNode(${JSON.stringify(inputs)});\n`,
      command: fetchThenRestart(nodePath),
      environmentSettings: [{ name: readVariable, value: read }],
    },
  };
};

/**
 * Fetches, then has bash run its script once more without the variable: `unset` takes it from what bash starts later, but
 * `/proc/<pid>/environ` shows what bash was started with. The user's NODE_OPTIONS are for the user's program.
 */
const fetchThenRestart = (nodePath: string): string =>
  `if [ -n "\${${readVariable}-}" ]; then NODE_OPTIONS= "${nodePath}" ${inputsProgram} || exit ${notFetched}; ` +
  `unset ${readVariable}; exec /bin/bash -c "$BASH_EXECUTION_STRING"; fi`;

const fetchInputs = readFileSync(new URL("./fetch-inputs.ts", import.meta.url), "utf8");

/** The mode is what Azure gives a resource file that has none. */
const inputFile = ({ httpUrl = "", filePath = "", fileMode = "0770" }: Models.ResourceFile): InputFile => ({
  url: httpUrl.replace(/\?.*/, ""),
  path: filePath,
  mode: fileMode,
});
