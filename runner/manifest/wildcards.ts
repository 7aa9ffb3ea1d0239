/**
 * Returns Batch's wildcards as a regular expression: `*`, `?`, `[abc]`, `[a-c]`, `[!abc]`, and `**` for any number of folders.
 * Braces are literal. A name that starts with a dot matches only if the pattern has the dot.
 *
 * @see https://learn.microsoft.com/rest/api/batchservice/task/add (OutputFile.filePattern)
 */
export const wildcardExpression = (pattern: string): RegExp => {
  const parts = pattern.split("/");
  const folders = parts.slice(0, -1).map((part) => (part === "**" ? anyFolders : `${nameSource(part)}/`));
  const last = parts.at(-1) === "**" ? `${anyFolders}${nameSource("*")}` : nameSource(parts.at(-1) ?? "");
  try {
    return new RegExp(`^${folders.join("")}${last}$`, "su");
  } catch {
    // A reversed range such as [z-a] matches nothing.
    return /(?!)/;
  }
};

const anyFolders = "(?:(?!\\.)[^/]+/)*";

const nameSource = (part: string): string => {
  const pieces = part.match(/\[!?\]?[^\]]*\]|./gsu) ?? [];
  const source = pieces.map(pieceSource).join("");
  return /^(\.|\[\.\])/.test(part) ? source : `(?!\\.)${source}`;
};

const pieceSource = (piece: string): string => {
  if (piece === "*") return "[^/]*";
  if (piece === "?") return "[^/]";
  if (piece.length === 1 || !piece.startsWith("[")) return piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const isNegated = piece.startsWith("[!");
  const characters = piece.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, "\\$&");
  return `(?!/)[${isNegated ? "^" : ""}${characters}]`;
};
