/**
 * Characters that a terminal interprets or doesn't show: control characters (also 8-bit ones), bidi controls and other
 * invisible characters, line separators and lone surrogates. The two variation selectors of emoji are harmless.
 */
const hidden =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv;

/** Escapes such characters, such as `\x1b` and `\u202e`. Keeps tabs and newlines; those of Windows become `\n`. */
export const visible = (text: string): string =>
  text
    .replace(/\r+(?=\n|$)/g, "")
    .replace(hidden, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));

/** Escapes newlines and tabs too, for text that must stay on one line, such as a file name. */
export const visibleLine = (text: string): string =>
  visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");

/** Escapes every string in the data. */
export const visibleData = <T>(data: T): T => {
  if (typeof data === "string") return visible(data) as T;
  if (Array.isArray(data)) return data.map(visibleData) as T;
  if (typeof data !== "object" || data === null || Object.getPrototypeOf(data) !== Object.prototype)
    return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, visibleData(value)])) as T;
};

/** Returns JSON on one line with such characters escaped. Parsing it returns the same value. */
export const jsonLine = (value: unknown): string =>
  // JSON has such characters only in strings, where newlines are already escaped.
  JSON.stringify(value).replace(hidden, (character) =>
    Array.from({ length: character.length }, (_, i) => unicodeEscape(character.charCodeAt(i))).join(""),
  );

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? unicodeEscape(code) : `\\u{${code.toString(16)}}`;
};

const unicodeEscape = (code: number): string => `\\u${code.toString(16).padStart(4, "0")}`;
