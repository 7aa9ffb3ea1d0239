/**
 * Returns the block `# /// script` of a Python script without the comment marks (PEP 723); undefined if it has no such block.
 *
 * @see https://packaging.python.org/specifications/inline-script-metadata/
 */
export const scriptMetadata = (script: string): string | undefined => {
  const lines = script.split(/\r?\n/);
  const start = lines.indexOf("# /// script");
  if (start === -1) return undefined;
  const end = lines.findIndex((line, i) => i > start && !/^#( .*)?$/.test(line));
  const block = lines.slice(start + 1, end === -1 ? undefined : end);
  const close = block.lastIndexOf("# ///");
  return close === -1
    ? undefined
    : block
        .slice(0, close)
        .map((line) => line.replace(/^# ?/, ""))
        .join("\n");
};

/** Fields of `[project]` that packages don't depend on. */
const withoutEffect = /^\s*(version|description|readme|license|authors|maintainers|keywords|classifiers)\s*=/;

/** Returns the lines of a pyproject.toml that decide about packages: those of `[project…]` and `[tool.uv…]`. */
export const projectMetadata = (toml: string): string => {
  let isWanted = false;
  const kept: string[] = [];
  for (const line of toml.split(/\r?\n/)) {
    const table = /^\s*\[\[?\s*([\w.\-"' ]+?)\s*\]\]?\s*(#.*)?$/.exec(line)?.[1];
    if (table !== undefined) isWanted = /^(project|tool\.uv)(\.|$)/.test(table);
    if (isWanted && !withoutEffect.test(line) && !/^\s*(#.*)?$/.test(line)) kept.push(line.trimEnd());
  }
  return kept.join("\n");
};

/** Returns the dependencies in TOML that are not from an index: repositories, URLs and folders. */
export const directSources = (toml: string): string[] =>
  toml
    .split("\n")
    .filter((line) => /^[^#]*([{,]\s*(git|url|path|workspace|editable)\s*=|["'][\w.[\]-]+\s*@\s)/.test(line))
    .map((line) => line.trim());

/** Returns the value of `requires-python`. */
export const requiredPython = (toml: string): string | undefined =>
  /^\s*requires-python\s*=\s*["']([^"']+)["']/m.exec(toml)?.[1];

/** Whether a Python such as `3.12` meets a condition such as `>=3.9,<3.13`. Patch versions are ignored. */
export const allowsPython = (condition: string, python: string): boolean =>
  condition.split(",").every((part) => {
    const [, operator, major, minor] = /^\s*(~=|==|!=|>=|<=|>|<)\s*(\d+)(?:\.(\d+))?/.exec(part) ?? [];
    if (operator === undefined || minor === undefined) return true;
    const [ownMajor = 0, ownMinor = 0] = python.split(".").map(Number);
    const order = ownMajor - Number(major) || ownMinor - Number(minor);
    const hasPatch = /\d+\.\d+\.[1-9]/.test(part);
    switch (operator) {
      case ">=":
        return order >= 0;
      case ">":
        return order > 0 || (order === 0 && hasPatch);
      case "<=":
        return order <= 0;
      case "<":
        return order < 0 || (order === 0 && hasPatch);
      case "!=":
        return order !== 0 || hasPatch;
      case "==":
        return order === 0;
      default:
        return /~=\s*\d+\.\d+\./.test(part) ? order === 0 : order >= 0;
    }
  });
