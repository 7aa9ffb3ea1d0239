import type { ManifestHeader, ManifestTask } from "../../manifest/manifest.ts";
import { filledCommand } from "./filled-command.ts";

type Header = Pick<ManifestHeader, "line" | "command" | "workload">;
type Task = Pick<ManifestTask, "id" | "name" | "inputs" | "args" | "command">;

/** Characters of a command in a list. Its beginning and its end are kept. */
const longestCommand = 120;

/** Returns what a user recognizes a task by: its name, its first input, its command or arguments, or its id, whichever it has first. */
export const taskLabel = (header: Header, task: Task): string =>
  task.name ?? task.inputs[0]?.name ?? (commandLabel(header, task) || task.id);

const commandLabel = (header: Header, task: Task): string => {
  if (header.line === undefined) return task.args.join(" ");
  const command = filledCommand(header, task).replace(/\s+/g, " ").trim();
  if (command.length <= longestCommand) return command;
  const half = longestCommand / 2;
  return `${command.slice(0, half)}…${command.slice(1 - half)}`;
};
