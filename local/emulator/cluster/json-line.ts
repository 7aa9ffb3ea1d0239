/** Formats a value as one line of JSON. Escapes U+2028 and U+2029, which `node:readline` takes for line ends. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => (end === "\u2028" ? "\\u2028" : "\\u2029"))}\n`;
