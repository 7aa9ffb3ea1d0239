import { quote } from "shlex";
import { bracesIn } from "../../../task/fill.ts";
import type { ManifestHeader, ManifestTask } from "../../manifest/manifest.ts";

type Header = Pick<ManifestHeader, "line" | "command" | "workload">;
type Task = Pick<ManifestTask, "args" | "command">;

/**
 * Returns a task's command for people: the command of `azbatch run` with the task's values in place of the placeholders; for a workload, its
 * name or script with the task's arguments.
 */
export const filledCommand = ({ line, command, workload }: Header, task: Task): string => {
  const isLine = line !== undefined && command !== undefined && task.command === undefined;
  const filled = isLine ? fillLine(line, command, task.args) : undefined;
  return filled ?? [task.command ?? line ?? command ?? workload, ...task.args.map(quoteIfNeeded)].join(" ");
};

export const quoteIfNeeded = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : quote(text));

/** A reference to an argument that `compileCommand` writes, in the quotes of its place. */
const references: readonly { readonly pattern: RegExp; readonly isBare?: true }[] = [
  { pattern: /'"\$\{?(?:task_args\[(\d+)\]|(\d+))\}?"\$?'/y },
  { pattern: /"\$\{?(?:task_args\[(\d+)\]|(\d+))\}?"/y, isBare: true },
  { pattern: /\$\{(?:task_args\[(\d+)\]|(\d+))\}/y },
];

/** Follows the line through the script that it became. Returns undefined if they differ in anything but placeholders. */
const fillLine = (line: string, script: string, args: readonly string[]): string | undefined => {
  const pieces: string[] = [];
  let at = startOf(line, script);
  let from = 0;
  const copy = (text: string): boolean => {
    if (!script.startsWith(text, at)) return false;
    pieces.push(text);
    at += text.length;
    return true;
  };
  for (const { start, end, name } of bracesIn(line)) {
    if (!copy(line.slice(from, start))) return undefined;
    const found = referenceAt(script, at);
    if (found !== undefined) {
      const value = args[found.index] ?? "";
      pieces.push(found.isBare ? quoteIfNeeded(value) : value);
      at += found.length;
    } else if (!copy(line.slice(start, end)) && !copy(`{${name}}`)) return undefined;
    from = end;
  }
  return copy(line.slice(from)) && at === script.length ? pieces.join("") : undefined;
};

/** Lines before the command create folders and keep arguments. */
const startOf = (line: string, script: string): number => {
  const ownLines = script.split("\n").slice(-line.split("\n").length);
  return script.length - ownLines.join("\n").length;
};

const referenceAt = (script: string, at: number) => {
  for (const { pattern, isBare = false } of references) {
    pattern.lastIndex = at;
    const [found, kept, position] = pattern.exec(script) ?? [];
    if (found !== undefined)
      return {
        index: kept === undefined ? Number(position) - 1 : Number(kept),
        length: found.length,
        isBare,
      };
  }
  return undefined;
};
