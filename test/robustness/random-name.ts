import type { Random } from "./random.ts";

/** Longest file name on Linux, in bytes. */
const longest = 255;

/** Returns a file name that Linux allows: mostly text, every second one with an unusual character or byte. */
export const randomName = (random: Random): Buffer => {
  for (;;) {
    const name = randomBytes(random);
    const isName =
      name.length > 0 && !name.includes(0) && !name.includes("/") && !/^\.\.?$/.test(name.toString("latin1"));
    if (isName) return name;
  }
};

const randomBytes = (random: Random): Buffer => {
  const length = 1 + (random.chance(0.5) ? random.below(longest) : random.below(20));
  if (random.chance(0.1)) return Buffer.from(Array.from({ length }, () => 1 + random.below(255)));
  const alphabets = random.chance(0.5) ? [ascii] : [ascii, ...scripts];
  const characters = Array.from({ length }, () => character(random, random.pick(alphabets)));
  if (random.chance(0.2)) characters.unshift(random.pick([".", ".", "..", "-", " "]));
  const text = Buffer.from(characters.join(""));
  if (random.chance(0.5)) return cut(text);
  const odd = random.pick(oddities);
  const at = random.below(Math.min(text.length, longest - odd.length) + 1);
  return cut(Buffer.concat([text.subarray(0, at), odd, text.subarray(at)]));
};

/** Ends at a character boundary, if there is one. */
const cut = (name: Buffer): Buffer => {
  if (name.length <= longest) return name;
  let end = longest;
  while (end > longest - 4 && ((name[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return name.subarray(0, end);
};

type Range = readonly [first: number, last: number];

const ascii: Range = [0x20, 0x7e];

const scripts: readonly Range[] = [
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x400, 0x5ff],
  [0x2000, 0x206f],
  [0x4e00, 0x9fff],
  [0xe000, 0xf8ff],
  [0xfe70, 0xffff],
  [0x1f300, 0x1faff],
  [0x10fff0, 0x10ffff],
];

const character = (random: Random, [first, last]: Range): string =>
  String.fromCodePoint(first + random.below(last - first + 1));

/** Unusual characters by kind: UTF-8 lengths, control characters, and special characters of shells, globs, URLs and XML. */
const oddities: readonly Buffer[] = [
  ...Array.from({ length: 31 }, (_, i) => Buffer.from([i + 1])),
  ...Array.from({ length: 128 }, (_, i) => Buffer.from([i + 128])),
  ...["\x7f", "\u0085", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\u202e"].map((text) =>
    Buffer.from(text),
  ),
  ...[
    "\\",
    "%2F",
    "%00",
    "%",
    "#",
    "?",
    "*",
    "[",
    "]",
    "{a,b}",
    "+(a)",
    "$HOME",
    "`x`",
    "'",
    '"',
    "&amp;",
    "]]>",
    "C:",
    ".batch-",
  ].map((text) => Buffer.from(text)),
  // Of a surrogate, of a slash in two bytes, beyond Unicode.
  ...[
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xf4, 0x90, 0x80, 0x80],
  ].map((bytes) => Buffer.from(bytes)),
];
