/** Returns rows as CSV by RFC 4180. */
export const csvOf = (rows: Iterable<readonly string[]>): string =>
  Array.from(rows, (row) => row.map(field).join(",")).join("\r\n") + "\r\n";

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
