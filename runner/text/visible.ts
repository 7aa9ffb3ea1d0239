/**
 * Characters that a terminal acts on or does not show: controls (also 8-bit ones), bidi controls and other invisible
 * characters, line separators, halves of surrogate pairs. The two variation selectors of emoji are harmless.
 */
const hidden =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv;

/** Text from outside as a terminal may show it: `\x1b`, `\u202e`. Newlines, also those of Windows, and tabs stay. */
export const visible = (text: string): string =>
  text
    .replace(/\r+(?=\n|$)/g, "")
    .replace(hidden, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** The same for what belongs on one line, such as the name of a file: `\n`, `\t`. */
export const visibleLine = (text: string): string =>
  visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");

/** Data with every text in it visible. */
export const visibleData = <T>(data: T): T => {
  if (typeof data === "string") return visible(data) as T;
  if (Array.isArray(data)) return data.map(visibleData) as T;
  if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype)
    return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, visibleData(value)])) as T;
};

/** JSON on one line that means the same, and that a terminal shows as it is. */
export const jsonLine = (value: unknown): string =>
  // Outside of its texts JSON has none of these characters, and a newline in a text is escaped already.
  JSON.stringify(value).replace(hidden, (character) =>
    Array.from({ length: character.length }, (_, i) => unicodeEscape(character.charCodeAt(i))).join(""),
  );

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? unicodeEscape(code) : `\\u{${code.toString(16)}}`;
};

const unicodeEscape = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
