/** A value as a line of JSON. `node:readline` ends a line at U+2028 and U+2029 too, which JSON leaves as they are. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => (end === "\u2028" ? "\\u2028" : "\\u2029"))}\n`;
