/** Lines of a failed task's stderr that the user sees. */
const most = 8;

/** The first lines that say something of a log's beginning. */
export const firstLinesOf = (start: Buffer): string[] =>
  start
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, most);
