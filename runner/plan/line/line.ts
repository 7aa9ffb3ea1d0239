import { quote } from "shlex";
import type { TaskPlan } from "../../../task/workload.ts";
import { type CompiledCommand, compileCommand } from "./compile-command.ts";
import { type Known, placeholdersOf } from "./placeholders.ts";

/** Table whose rows are tasks. */
export interface Table {
  /** Name for messages: the file's path as given, or `standard input`. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
  /** Columns whose cells name input files, relative to the current folder. */
  readonly fileColumns: readonly string[];
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
}

/** Source of a command line's tasks: input files by glob, rows, or numbers. */
export type TaskSource =
  | { readonly kind: "files"; readonly globs: readonly string[] }
  | { readonly kind: "rows"; readonly table: Table }
  | { readonly kind: "count"; readonly count: number };

export interface OutputTemplate {
  readonly template: string;
  readonly isOptional: boolean;
}

/** Command and outputs of a merge. */
interface MergeOptions {
  readonly command: string;
  readonly outputs: readonly OutputTemplate[];
}

/** A run that a command line describes completely. */
export interface LineOptions {
  /** Command with placeholders. */
  readonly command: string;
  readonly source: TaskSource;
  readonly outputs: readonly OutputTemplate[];
  /** Variables, each with a template. */
  readonly env: readonly (readonly [name: string, template: string])[];
  /** Template of the tasks' names. */
  readonly taskName?: string | undefined;
  readonly merge?: MergeOptions | undefined;
  readonly settings: Pick<TaskPlan, "timeout" | "retries" | "slots" | "image">;
}

/** A command line, checked and compiled. */
export interface Line extends LineOptions {
  readonly compiled: CompiledCommand;
  readonly compiledMerge: CompiledCommand | undefined;
  /** Template of the tasks' names; undefined if results need no folder for each task. */
  readonly nameTemplate: string | undefined;
}

/** @throws RunnerError `usage` for a placeholder without a value. */
export const compileLine = (options: LineOptions): Line => {
  const known = knownIn(options.source);
  const { command, outputs, env, taskName, merge } = options;
  const compiled = withFolders(command, outputs, (text) => compileCommand(text, known));
  const inOutputs = outputs.map(({ template }) => placeholdersOf(template, known, "--output"));
  const inEnv = env.flatMap(([, template]) => placeholdersOf(template, known, "--env"));
  if (taskName !== undefined) placeholdersOf(taskName, known, "--task-name");
  for (const { template } of merge?.outputs ?? []) placeholdersOf(template, inMerge, "--then-output");
  const inCommand = compiled.args.flatMap(({ template }) => placeholdersOf(template, known, "command"));
  const needsFolder = outputs.some((output, i) => isPattern(output) || (inOutputs[i]?.length ?? 0) === 0);
  const used = new Set([...inCommand, ...inOutputs.flat(), ...inEnv]);
  return {
    ...options,
    compiled,
    compiledMerge:
      merge && withFolders(merge.command, merge.outputs, (text) => compileCommand(text, inMerge, "--then")),
    nameTemplate: taskName ?? (needsFolder ? defaultName(options.source, used) : undefined),
  };
};

/** Compiles a command, preceded by a line that creates the folders of its outputs. */
const withFolders = (
  command: string,
  outputs: readonly OutputTemplate[],
  compile: (text: string) => CompiledCommand,
): CompiledCommand => {
  const folders = [...new Set(outputs.map(folderOf).filter((folder) => !existingFolder.test(folder)))];
  if (folders.length === 0) return compile(command);
  const compiled = compile(`mkdir -p -- ${folders.map(quote).join(" ")}\n${command}`);
  return { ...compiled, shown: (args) => compiled.shown(args).split("\n").slice(1).join("\n") };
};

/** Returns the template of an output's folder. */
const folderOf = (output: OutputTemplate): string => {
  if (isFolder(output)) return output.template.replace(/\/+$/, "");
  const parts = output.template.split(/\/(?![^{}]*\})/).slice(0, -1);
  const wild = parts.findIndex((template) => isPattern({ ...output, template }));
  return parts.slice(0, wild === -1 ? parts.length : wild).join("/");
};

/** The working directory, and the folder of the input. */
const existingFolder = /^(\.?|\{\/\/\})$/;

const inMerge: Known = { columns: [], hasFile: false, own: ["outputs"], isSingle: true };

const knownIn = (source: TaskSource): Known => {
  if (source.kind !== "rows") return { columns: [], hasFile: source.kind === "files" };
  const { columns, fileColumns } = source.table;
  return { columns, fileColumns, hasFile: fileColumns.length === 1 };
};

export const isFolder = ({ template }: OutputTemplate): boolean => template.endsWith("/");

/** Whether an output has wildcards outside its placeholders. */
export const isPattern = ({ template }: OutputTemplate): boolean =>
  /[*?[]/.test(template.replace(/\{[^{}]*\}/g, ""));

const defaultName = (source: TaskSource, used: ReadonlySet<string>): string => {
  if (source.kind === "files") return "{}";
  const columns = source.kind === "rows" ? source.table.columns.filter((column) => used.has(column)) : [];
  if (columns.length === 0) return used.has("") ? "{}" : "{index}";
  return columns.map((column) => `${column}={${column}}`).join(",");
};
