import { fill } from "../../../task/fill.ts";
import { isFolder, isPattern, type Line, type OutputTemplate } from "../../plan/line/line.ts";
import { inputsOf, isConstant, scriptOf } from "../../plan/line/line-workload.ts";
import { jsonLines } from "../../plan/line/read-table.ts";

interface Saved {
  readonly exportName: string;
  /** Names of the files that are copied next to the workload. */
  readonly shipped: readonly string[];
  /** Name of the copied table. */
  readonly table: string | undefined;
  /** Name of the copied list of Python packages. */
  readonly requirements: string | undefined;
  /** The current folder, relative to the project; `""` if it is the project. */
  readonly from: string;
  /** Whether the project is this repository, whose workloads import files. */
  readonly isInRepository: boolean;
}

/** Returns the text of a `workload.ts` that plans the same tasks as a command line. */
export const savedWorkload = (line: Line, saved: Saved): string => {
  const { compiled, settings, env, command } = line;
  const hasShipped = saved.shipped.length > 0;
  const constants = env.filter(([, template]) => isConstant(template));
  const rows = rowsCode(line, saved);
  const fields = [
    `description: ${text(command)},`,
    `command: ${script(scriptOf(compiled.script, hasShipped))},`,
    ...(hasShipped ? [`files: [${topNames(saved.shipped).map(url).join(", ")}],`] : []),
    ...(saved.requirements === undefined ? [] : [`requirements: ${url(saved.requirements)},`]),
    ...inputFields(line, saved),
    ...Object.entries(settings).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}: ${JSON.stringify(value)},`],
    ),
    ...(constants.length > 0
      ? [`env: ${record(constants.map(([k, v]) => [k, text(fill(v, { index: 0 }))]))},`]
      : []),
    ...planLines(line, saved),
  ];
  const body = [
    ...rows,
    `export const ${saved.exportName} = defineWorkload({`,
    ...fields.map((field) => `  ${field.replaceAll("\n", "\n  ")}`),
    "});",
    "",
  ].join("\n");
  return `${imports(body, saved)}\n${body}`;
};

const helpers: Readonly<Record<string, readonly string[]>> = {
  "../csv.ts": ["csvRows"],
  "../fill.ts": ["fill", "fillArgument", "fillName", "fillPath", "fillPattern", "inputsByPath", "rowValues"],
  "../json-rows.ts": ["jsonRows"],
  "../merge.ts": ["mergeOf"],
  "../workload.ts": ["defineWorkload", "matching"],
};

const imports = (body: string, { isInRepository }: Saved): string => {
  const used = (names: readonly string[]): string[] =>
    names.filter((name) => new RegExp(`\\b${name}\\(`).test(body));
  const line = (names: readonly string[], from: string): string[] =>
    names.length === 0 ? [] : [`import { ${names.join(", ")} } from "${from}";\n`];
  return isInRepository
    ? Object.entries(helpers)
        .flatMap(([from, names]) => line(used(names), from))
        .join("")
    : line(used(Object.values(helpers).flat()).sort(), "azbatch").join("");
};

/** Returns a text as a literal. */
const text = (value: string): string =>
  value.includes('"') && !/['\\\n\r]/.test(value) ? `'${value}'` : JSON.stringify(value);

const script = (value: string): string => {
  const lines = value.split("\n");
  if (lines.length === 1) return text(value);
  return `[\n${lines.map((line) => `  ${text(line)},`).join("\n")}\n].join("\\n")`;
};

const record = (entries: readonly (readonly [string, string])[]): string =>
  `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;

const url = (name: string): string =>
  `new URL(${text(`./${encodeURI(name).replace(/[?#]/g, encodeURIComponent)}`)}, import.meta.url)`;

const topNames = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.split("/", 1)[0] ?? name)),
];

/** Returns the rows as a constant, if the workload's inputs need them too. */
const rowsCode = (line: Line, saved: Saved): string[] =>
  hasFileColumns(line) ? [`const rows = ${readRows(line, saved)};`, ""] : [];

const hasFileColumns = ({ source }: Line): boolean =>
  source.kind === "rows" && source.table.fileColumns.length > 0;

const readRows = ({ source }: Line, { table = "" }: Saved): string => {
  if (source.kind !== "rows") return "[]";
  const { delimiter, encoding } = source.table;
  const options = Object.entries({ delimiter, encoding }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`],
  );
  const given = options.length === 0 ? "" : `, { ${options.join(", ")} }`;
  return jsonLines.test(table) ? `jsonRows(${url(table)})` : `csvRows(${url(table)}${given})`;
};

const inputFields = (line: Line, { from }: Saved): string[] => {
  const { source } = line;
  const inputs = inputsOf(line);
  if (inputs === undefined) return [];
  const below = (path: string): string => (from === "" || path.startsWith("/") ? path : `${from}/${path}`);
  const [one, ...others] = inputs.map(below);
  const folder = `inputFolder: ${text(from === "" ? "." : from)}, // names are as in the command line`;
  if (source.kind !== "rows")
    return [
      `inputs: ${others.length === 0 ? text(one ?? "") : `[${[one ?? "", ...others].map(text).join(", ")}]`},`,
      folder,
    ];
  const cells = source.table.fileColumns.map((column) => `row[${text(column)}] ?? ""`).join(", ");
  const cell = from === "" ? "" : `.map((path) => \`${from}/\${path}\`)`;
  return [`inputs: rows.flatMap((row) => [${cells}]).filter((path) => path !== "")${cell},`, folder];
};

const planLines = (line: Line, saved: Saved): string[] => {
  const { merge, compiledMerge } = line;
  const [open, close] = tasksCode(line, saved);
  const hasFileAt = hasFileColumns(line);
  const argument = line.source.kind === "files" || hasFileAt ? "({ inputs })" : "()";
  const fileAt = hasFileAt ? ["  const fileAt = inputsByPath(inputs);"] : [];
  const indented = (lines: readonly string[]): string[] => lines.map((each) => `  ${each}`);
  const tasks = [open, ...indented(taskLines(line)), close];
  if (merge === undefined || compiledMerge === undefined) {
    if (fileAt.length === 0) return [`plan: ${argument} =>`, ...indented(tasks.slice(0, -1)), `  ${close},`];
    return [
      `plan: ${argument} => {`,
      ...fileAt,
      `  return ${open}`,
      ...indented(tasks.slice(1, -1)),
      `  ${close};`,
      "},",
    ];
  }
  const command = script(scriptOf(compiledMerge.script, saved.shipped.length > 0)).replaceAll("\n", "\n    ");
  const outputs = merge.outputs.map((output) => outputCode(output, "{ index: 0 }")).join(", ");
  return [
    `plan: ${argument} => {`,
    ...fileAt,
    `  const tasks = ${open}`,
    ...indented(tasks.slice(1, -1)),
    `  ${close};`,
    "  return [",
    `    ...mergeOf(tasks, { command: ${command}, outputs: [${outputs}] }),`,
    "    ...tasks,",
    "  ];",
    "},",
  ];
};

/** Returns the code before and after a task. */
const tasksCode = (line: Line, saved: Saved): readonly [string, string] => {
  const { source } = line;
  if (source.kind === "files") return ["inputs.map((file, index) => {", "})"];
  if (source.kind === "count") return [`Array.from({ length: ${source.count} }, (_, index) => {`, "})"];
  return [`${hasFileColumns(line) ? "rows" : readRows(line, saved)}.map((row, index) => {`, "})"];
};

const taskLines = (line: Line): string[] => {
  const { source, compiled, outputs, env, nameTemplate } = line;
  const own = env.filter(([, template]) => !isConstant(template));
  const columns = source.kind === "rows" ? JSON.stringify(source.table.fileColumns) : "[]";
  const values = {
    files: "const values = { file: file.name, index };",
    count: "const values = { index };",
    rows: hasFileColumns(line)
      ? `const { files, values } = rowValues(row, index, { columns: ${columns}, fileAt });`
      : "const values = { row, index };",
  }[source.kind];
  const files = source.kind === "files" ? "[file]" : hasFileColumns(line) ? "files" : undefined;
  const args = compiled.args.map(
    ({ template, isPath }) => `${isPath ? "fillArgument" : "fill"}(${text(template)}, values)`,
  );
  return [
    values,
    "return {",
    ...(nameTemplate === undefined ? [] : [`  name: fillName(${text(nameTemplate)}, values),`]),
    ...(files === undefined ? [] : [`  inputs: ${files},`]),
    `  args: [${args.join(", ")}],`,
    `  outputs: [${outputs.map((output) => outputCode(output, "values")).join(", ")}],`,
    ...(own.length > 0 ? [`  env: ${record(own.map(([k, v]) => [k, `fill(${text(v)}, values)`]))},`] : []),
    "};",
  ];
};

const outputCode = (output: OutputTemplate, values: string): string => {
  const { template, isOptional } = output;
  const isFixed = !template.includes("{") && !template.includes("./");
  if (isFolder(output) || !isPattern(output))
    return isFixed ? text(template) : `fillPath(${text(template)}, ${values})`;
  const pattern = isFixed ? text(template) : `fillPattern(${text(template)}, ${values})`;
  return `matching(${pattern}${isOptional ? ", { isOptional: true }" : ""})`;
};
