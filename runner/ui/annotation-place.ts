import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { CommandContext } from "../command-context.ts";
import { withoutNodePath } from "../results/failure-groups.ts";
import type { TaskOutcome } from "../results/outcome.ts";

/** A line of a file in the repository. */
export interface Place {
  /** Relative to the repository's root. */
  readonly file: string;
  readonly line: number;
}

interface Places extends Pick<CommandContext, "env" | "projectDir" | "cwd"> {
  readonly workload: string;
}

/** `File "stats.py", line 3` of Python, `main.ts:12` of Node, `run.sh: line 3` of bash. */
const patterns = [
  /File "(?<file>[^"]+)", line (?<line>\d+)/,
  /(?<file>[\w./-]+\.\w+):(?<line>\d+)/,
  /(?<file>[\w./-]+): line (?<line>\d+):/,
];

/** Returns the line of a program in the repository that a failed task's log names last; undefined if it names none. */
export const placeOf = (
  sample: TaskOutcome,
  { env: { GITHUB_WORKSPACE: root }, projectDir, cwd, workload }: Places,
): Place | undefined => {
  if (!root) return undefined;
  const folders = [cwd, join(projectDir, "task", workload), projectDir];
  for (const text of (sample.stderr ?? []).toReversed()) {
    for (const pattern of patterns) {
      const { file, line } = pattern.exec(withoutNodePath(text, sample))?.groups ?? {};
      if (file === undefined || line === undefined || file.startsWith("/")) continue;
      const path = folders.map((folder) => join(folder, file)).find((each) => existsSync(each));
      const found = path === undefined ? ".." : relative(root, path);
      if (!found.startsWith("..")) return { file: found, line: Number(line) };
    }
  }
  return undefined;
};
