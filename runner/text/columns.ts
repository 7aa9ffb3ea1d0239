import sliceAnsi from "slice-ansi";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Returns the columns of a terminal: 80 if the width is unknown, as for a pty without a size, which reports 0. */
export const columnsOf = ({ columns }: { readonly columns?: number | undefined }): number => columns || 80;

/** Appends blanks up to a width in columns. */
export const padEnd = (text: string, width: number): string => text + blanks(text, width);

/** Prepends blanks up to a width in columns. */
export const padStart = (text: string, width: number): string => blanks(text, width) + text;

const blanks = (text: string, width: number): string => " ".repeat(Math.max(0, width - stringWidth(text)));

/** Shortens a line to at most `width` columns, with `…` at the end. */
export const keepStart = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  return width < 1 ? "" : `${sliceAnsi(text, 0, width - 1)}…`;
};

/** Shortens a line to at most `width` columns, with `…` at the start. For paths. */
export const keepEnd = (text: string, width: number): string => {
  const columns = stringWidth(text);
  if (columns <= width) return text;
  return width < 1 ? "" : `…${sliceAnsi(text, columns - width + 1)}`;
};

/** Wraps text at blanks to lines of at most `width` columns. A wider character gets a line. */
export const wrap = (text: string, width: number): string[] =>
  text === "" ? [] : wrapAnsi(text, Math.max(1, width), { hard: true }).split("\n");
