import type { ErrorCode } from "../error-codes.ts";

/** Why a run can't have another output. */
export interface OutputClash {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The outputs of a run, which share one folder. Each method returns a clash with an earlier output, or undefined. */
interface OutputNames {
  /** Adds an output of a task, which may write to folders that it has reserved. */
  readonly add: (output: string, task?: string) => OutputClash | undefined;
  /** Reserves a folder for a task's files of unknown names. Call it before adding the task's outputs. */
  readonly reserve: (folder: string, task: string) => OutputClash | undefined;
}

/**
 * Finds outputs that can't exist in the same folder. On macOS and Windows, names that differ only in case or in how an accent is
 * encoded are the same name. On no system can a name be a file and a folder.
 */
export const outputNames = (): OutputNames => {
  const files = new Map<string, string>();
  /** Folders, each with an output in it. */
  const folders = new Map<string, string>();
  /** Reserved folders, each with its task. */
  const reserved = new Map<string, string>();
  const isReserved = (folder: string, task?: string): boolean =>
    reserved.has(folder) && reserved.get(folder) !== task;
  /** Adds the folders of an output. */
  const addAbove = (key: string, output: string, task?: string): OutputClash | undefined => {
    for (let end = key.lastIndexOf("/"); end > 0; end = key.lastIndexOf("/", end - 1)) {
      const folder = key.slice(0, end);
      const file = files.get(folder);
      if (file !== undefined) return fileAndFolder(file, output);
      if (isReserved(folder, task)) return inFolderOfOther(output, `${output.slice(0, end)}/`);
      folders.set(folder, output);
    }
    return undefined;
  };
  return {
    add: (output, task) => {
      const key = plain(output);
      const same = files.get(key);
      if (same === output) return { code: "OutputClash", message: `two tasks write "${output}"` };
      if (same !== undefined) return oneFile(same, output);
      const inside = folders.get(key);
      if (inside !== undefined) return fileAndFolder(output, inside);
      files.set(key, output);
      return addAbove(key, output, task);
    },
    reserve: (folder, task) => {
      const key = plain(folder);
      const file = files.get(key);
      if (file !== undefined) return fileAndFolder(file, `${folder}/`);
      const inside = folders.get(key);
      if (inside !== undefined) return inFolderOfOther(inside, `${folder}/`);
      reserved.set(key, task);
      folders.set(key, `${folder}/`);
      return addAbove(key, `${folder}/`, task);
    },
  };
};

const oneFile = (one: string, other: string): OutputClash => ({
  code: "OutputsDifferInCase",
  message: `outputs "${one}" and "${other}" are the same file on macOS and Windows`,
});

const fileAndFolder = (file: string, inside: string): OutputClash => ({
  code: "OutputIsFileAndFolder",
  message: `output "${file}": expected a folder, because "${inside}" is in it, got a file`,
});

const inFolderOfOther = (output: string, folder: string): OutputClash => ({
  code: "OutputInFolderOfOtherTask",
  message: `output "${output}": expected a path outside "${folder}", where another task may write any file`,
});

const plain = (path: string): string => path.normalize("NFC").toLowerCase();
