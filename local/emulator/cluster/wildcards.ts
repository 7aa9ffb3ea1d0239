export const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern);

/**
 * Returns an expression for the file names that a part of an output file's pattern matches: `*`, `?`, `[abc]`, `[a-c]` and
 * `[!abc]`. Names that start with a dot match only a pattern that starts with one.
 */
export const nameExpression = (part: string): RegExp => {
  const pieces = part.match(/\[!?\]?[^\]]*\]|./gsu) ?? [];
  const dots = /^(\.|\[\.\])/.test(part) ? "" : "(?!\\.)";
  try {
    return new RegExp(`^${dots}${pieces.map(sourceOf).join("")}$`, "su");
  } catch {
    // A reversed range such as [z-a] matches nothing.
    return /(?!)/;
  }
};

const sourceOf = (piece: string): string => {
  if (piece === "*") return ".*";
  if (piece === "?") return ".";
  if (piece.length === 1 || !piece.startsWith("[")) return piece.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const isNegated = piece.startsWith("[!");
  const characters = piece.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, "\\$&");
  return `[${isNegated ? "^" : ""}${characters}]`;
};
