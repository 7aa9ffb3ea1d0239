/**
 * The outputs of a run, which come to lie in one folder: on the disk of a Mac or of Windows, names that differ in case
 * only, or in how an accent is written, are one name; and nowhere can a name be a file and a folder.
 */
export const outputNames = (): { readonly add: (output: string) => string | undefined } => {
  const files = new Map<string, string>();
  /** With an output that is in it. */
  const folders = new Map<string, string>();
  return {
    /** Why there can't be this output as well, or undefined. */
    add: (output) => {
      const key = plain(output);
      const same = files.get(key);
      if (same === output) return `two tasks write "${output}"`;
      if (same !== undefined) return `outputs "${same}" and "${output}" are one file on some machines`;
      const inside = folders.get(key);
      if (inside !== undefined) return `output "${output}" would be a file and, for "${inside}", a folder`;
      files.set(key, output);
      for (let end = key.lastIndexOf("/"); end > 0; end = key.lastIndexOf("/", end - 1)) {
        const folder = key.slice(0, end);
        const file = files.get(folder);
        if (file !== undefined) return `output "${file}" would be a file and, for "${output}", a folder`;
        folders.set(folder, output);
      }
      return undefined;
    },
  };
};

const plain = (path: string): string => path.normalize("NFC").toLowerCase();
