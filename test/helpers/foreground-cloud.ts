import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { split } from "shlex";
import { endOf, runLocal } from "./attached.ts";

interface ForegroundCloud {
  /** Variables that `.local/env` exports. */
  readonly variables: Readonly<Record<string, string>>;
  /** Further calls do nothing. */
  readonly stop: () => Promise<unknown>;
}

/** Starts `npx azbatch local <args>` in `dir` and waits until it is ready. */
export const startForeground = async (dir: string, ...args: string[]): Promise<ForegroundCloud> => {
  const child = runLocal(dir, ...args);
  const ended = endOf(child);
  let said = "";
  for await (const chunk of child.stdout!) {
    said += String(chunk);
    if (said.includes("Ctrl-C")) break;
  }
  if (!said.includes("Ctrl-C")) throw new Error(`the local cloud did not start: ${(await ended).stderr}`);
  const lines = (await readFile(join(dir, "env"), "utf8")).trim().split("\n");
  const pairs = lines.map((line) => split(line)[1]!);
  return {
    variables: Object.fromEntries(pairs.map((pair) => [pair.split("=", 1)[0], pair.replace(/^[^=]*=/, "")])),
    stop: () => {
      child.kill("SIGINT");
      return ended;
    },
  };
};
