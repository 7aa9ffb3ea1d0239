export interface SortOrder {
  /** Id of a column. */
  readonly column: string;
  readonly isDescending: boolean;
}

type Key = number | string;

/** Returns rows ordered by a key. Rows with equal keys keep their order. Empty texts and negative numbers, which mean unknown, are last. */
export const sortRows = (
  rows: Uint32Array,
  keyOf: (row: number) => Key,
  isDescending: boolean,
): Uint32Array => {
  const keys = new Map<number, Key>();
  for (const row of rows) keys.set(row, comparable(keyOf(row)));
  const sign = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => compare(keys.get(a)!, keys.get(b)!, sign) || a - b);
};

const compare = (a: Key, b: Key, sign: number): number => {
  if (isUnknown(a) || isUnknown(b)) return Number(isUnknown(a)) - Number(isUnknown(b));
  return a < b ? -sign : a > b ? sign : 0;
};

const isUnknown = (key: Key): boolean => key === "" || key === -1;

/** Pads numbers in texts, so that `file10` follows `file9`. */
const comparable = (key: Key): Key =>
  typeof key === "number" ? key : key.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(15, "0"));

const number = /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?(e[+-]?\d+)?\s?%?$/i;

/** Returns the number that a cell shows, such as `1,024`, `0.5` or `12%`; NaN for any other text. */
export const numberIn = (text: string): number =>
  number.test(text) ? Number(text.replace(/[,\s%]/g, "")) : Number.NaN;
