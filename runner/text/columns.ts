import sliceAnsi from "slice-ansi";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Columns of a terminal; one of an unknown width, such as a pty without a size, reports 0. */
export const columnsOf = ({ columns }: { readonly columns?: number | undefined }): number => columns || 80;

/** Text with blanks after it, `width` columns wide at least. */
export const padEnd = (text: string, width: number): string => text + blanks(text, width);

/** Text with blanks before it, `width` columns wide at least. */
export const padStart = (text: string, width: number): string => blanks(text, width) + text;

const blanks = (text: string, width: number): string => " ".repeat(Math.max(0, width - stringWidth(text)));

/** One line of at most `width` columns; `…` stands for what is left out of its end. */
export const keepStart = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  return width < 1 ? "" : `${sliceAnsi(text, 0, width - 1)}…`;
};

/** The same where the end tells more, as in a path. */
export const keepEnd = (text: string, width: number): string => {
  const columns = stringWidth(text);
  if (columns <= width) return text;
  return width < 1 ? "" : `…${sliceAnsi(text, columns - width + 1)}`;
};

/** Lines of at most `width` columns, broken at blanks where there are any; a character that is wider has its own line. */
export const wrap = (text: string, width: number): string[] =>
  text === "" ? [] : wrapAnsi(text, Math.max(1, width), { hard: true }).split("\n");
