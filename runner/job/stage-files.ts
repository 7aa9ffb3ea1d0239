import { readFileSync } from "node:fs";
import type { BatchServiceModels as Models } from "@azure/batch";
import { inputsProgram, readVariable } from "../manifest/reserved-names.ts";
import type { InputFile, Reading } from "./fetch-inputs.ts";

/**
 * Limit of a task's resource files, in characters of JSON. Azure refuses more than 32,768
 * (https://github.com/Azure/BatchExplorer/issues/30), but doesn't document which characters it counts.
 */
const mostCharacters = 30_000;

/** Exit code if an input can't be fetched. As in Docker and `timeout`, it isn't the program's. */
const notFetched = 125;

/** Files to stage for a task. */
export interface Staging {
  readonly resourceFiles: Models.ResourceFile[];
  /** Undefined if the resource files include all files. */
  readonly fetching?: Fetching;
}

export interface Fetching {
  /** Node program that fetches the files that it lists. It is the only resource file and contains no secret. */
  readonly program: string;
  /** Bash line that runs the program, and ends the task if a file can't be fetched. */
  readonly command: string;
  /** Access to the blobs, which is a secret. */
  readonly environmentSettings: Models.EnvironmentSetting[];
}

interface StagingPlace {
  /** Returns the program's resource file. Called only if needed, because it is signed and there may be 100,000 tasks. */
  readonly program: () => Models.ResourceFile;
  /** Path of Node on a node; may contain environment variables for a shell. */
  readonly nodePath: string;
  /** Returns access to these blobs. */
  readonly reading: (urls: readonly string[]) => Reading;
}

/** Stages resource files, or a program that fetches them if Azure would refuse so many. */
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
      program: fetchProgram(inputs),
      command: fetchThenRestart(nodePath),
      environmentSettings: [{ name: readVariable, value: read }],
    },
  };
};

/**
 * Returns a bash line that fetches the files, then runs the script again in a bash without the variable: `unset` hides it from programs
 * that bash starts later, but not in bash's own `/proc/<pid>/environ`. The user's NODE_OPTIONS apply only to the user's program.
 */
const fetchThenRestart = (nodePath: string): string =>
  `if [ -n "\${${readVariable}-}" ]; then NODE_OPTIONS= "${nodePath}" ${inputsProgram} || exit ${notFetched}; ` +
  `unset ${readVariable}; exec /bin/bash -c "$BASH_EXECUTION_STRING"; fi`;

/** Returns a Node program that fetches these files to its working directory. */
export const fetchProgram = (files: readonly InputFile[]): string =>
  `${fetchInputs}\nawait runOnNode(${JSON.stringify(files)});\n`;

const fetchInputs = readFileSync(new URL("./fetch-inputs.ts", import.meta.url), "utf8");

/** The default mode is Azure's for a resource file without one. */
const inputFile = ({ httpUrl = "", filePath = "", fileMode = "0770" }: Models.ResourceFile): InputFile => ({
  url: httpUrl.replace(/\?.*/, ""),
  path: filePath,
  mode: fileMode,
});
