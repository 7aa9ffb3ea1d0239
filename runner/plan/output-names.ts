import type { ErrorCode } from "../error-codes.ts";

/** Why a run can't have one more output. */
export interface OutputClash {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The outputs of a run, which are in one folder. Each method returns why it can't have one more, or undefined. */
interface OutputNames {
  /** `task` may write into a folder that it has reserved. */
  readonly add: (output: string, task?: string) => OutputClash | undefined;
  /** Keeps a folder for a task's files of unknown names, before the task's own outputs are added. */
  readonly reserve: (folder: string, task: string) => OutputClash | undefined;
}

/**
 * On the disk of a Mac or of Windows, names that differ in case only, or in how an accent is written, are one name; and
 * nowhere can a name be a file and a folder.
 */
export const outputNames = (): OutputNames => {
  const files = new Map<string, string>();
  /** With an output that is in it. */
  const folders = new Map<string, string>();
  /** With the task that writes there. */
  const reserved = new Map<string, string>();
  const isReserved = (folder: string, task?: string): boolean =>
    reserved.has(folder) && reserved.get(folder) !== task;
  /** Adds the folders above an output. */
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
  message: `outputs "${one}" and "${other}" are one file on some machines`,
});

const fileAndFolder = (file: string, inside: string): OutputClash => ({
  code: "OutputIsFileAndFolder",
  message: `output "${file}" would be a file and, for "${inside}", a folder`,
});

const inFolderOfOther = (output: string, folder: string): OutputClash => ({
  code: "OutputInFolderOfOtherTask",
  message: `output "${output}": expected a path outside "${folder}", got one in this folder, where another task writes files of any name`,
});

const plain = (path: string): string => path.normalize("NFC").toLowerCase();
