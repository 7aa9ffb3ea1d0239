export const hasWildcard = (pattern: string): boolean => /[*?[]/.test(pattern);

/**
 * The file names that a part of an output file's pattern matches, as an expression: `*`, `?`, `[abc]`, `[a-c]` and `[!abc]`.
 * A name that starts with a dot is matched only if the pattern names the dot.
 */
export const nameExpression = (part: string): RegExp => {
  const pieces = part.match(/\[!?\]?[^\]]*\]|./gsu) ?? [];
  const dots = /^(\.|\[\.\])/.test(part) ? "" : "(?!\\.)";
  try {
    return new RegExp(`^${dots}${pieces.map(sourceOf).join("")}$`, "su");
  } catch {
    // A range that is the wrong way round matches nothing.
    return /(?!)/;
  }
};

const sourceOf = (piece: string): string => {
  if (piece === "*") return ".*";
  if (piece === "?") return ".";
  if (piece.length === 1 || !piece.startsWith("[")) return piece.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const isNegated = piece.startsWith("[!");
  const characters = piece.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, "\\$&");
  return `[${isNegated ? "^" : ""}${characters}]`;
};
