import type { Random } from "./random.ts";

/** Unexpected values. */
const strange: readonly unknown[] = [
  null,
  [],
  {},
  true,
  "",
  "x",
  -1,
  0,
  1e308,
  2 ** 53,
  0.5,
  "-1",
  "1e9",
  "\0",
  "\ud800",
  "../../etc",
  "'; DROP TABLE task; --",
  "x".repeat(5000),
  [[[[[[]]]]]],
  { $ref: "#" },
  { __proto__x: 1, constructor: { prototype: { polluted: true } } },
  Array.from({ length: 200 }, () => ({})),
];

/** Changes, removes or adds one value of a valid body. */
export const mutatedBody = (random: Random, body: unknown): unknown => {
  if (body === null || typeof body !== "object" || random.chance(0.1)) return random.pick(strange);
  if (Array.isArray(body)) {
    if (body.length === 0) return [random.pick(strange)];
    const at = random.below(body.length);
    return body.map((each, index) => (index === at ? mutatedBody(random, each) : each));
  }
  const names = Object.keys(body);
  if (names.length === 0 || random.chance(0.15))
    return {
      ...body,
      [random.pick(["unknown", "Id", "odata.type", "a@b", "toString"])]: random.pick(strange),
    };
  const chosen = random.pick(names);
  const entries = Object.entries(body);
  if (random.chance(0.2)) return Object.fromEntries(entries.filter(([name]) => name !== chosen));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === chosen ? mutatedValue(random, value) : value]),
  );
};

const mutatedValue = (random: Random, value: unknown): unknown =>
  value !== null && typeof value === "object" && random.chance(0.7)
    ? mutatedBody(random, value)
    : random.pick(strange);

/** Returns a body that is not JSON, or almost not. */
export const brokenBody = (random: Random, text: string): string =>
  random.pick([
    "",
    "{",
    "null",
    "[]",
    '"text"',
    "\0",
    "\u{feff}{}",
    "<xml/>",
    text.slice(0, random.below(text.length + 1)),
    `${text}}`,
    "[".repeat(100_000),
    `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
    '{"__proto__":{"polluted":true},"id":"j0"}',
    '{"id":"j0","id":"j1"}',
  ]);

/** Returns a path segment, percent-encoded validly or not. */
export const strangeSegment = (random: Random): string =>
  random.pick([
    "",
    ".",
    "..",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%2F..%2F..%2Fbatch.db",
    "%00",
    "%zz",
    "%",
    "%ff%fe",
    "%F0%9F%92%A9",
    "a".repeat(65),
    "a".repeat(2000),
    "%2Fetc%2Fpasswd",
    "\\..\\..",
    "a%0d%0aHeader:%20x",
    "__proto__",
    "toString",
    "*",
    "'",
    "(1)",
    ";x=1",
    "+",
    "%20",
    "$count",
  ]);

/** Returns an unusual value of a query parameter. */
export const strangeParameter = (random: Random): string =>
  random.pick([
    "",
    "-1",
    "0",
    "1e9",
    "99999999999999999999",
    "NaN",
    "true",
    "\0",
    "'",
    "(".repeat(1000),
    "not ".repeat(400),
    "state eq 'active'",
    "state eq active",
    "id eq 'a' and (startswith(id, 'b') or not (state ne 'completed'))",
    "creationTime gt datetime'2020-01-01T00:00:00Z'",
    "startswith(name, 'wd')",
    `${"(id eq 'a') and ".repeat(80)}id eq 'b'`,
    "id,state",
    "*",
    "stats",
    "id,,",
    "__proto__",
    "a/b/c",
    "💩",
    "e30",
    "eyJuYW1lIjoiLi4vLi4ifQ",
    "eyJzZXEiOiJ4In0",
    "bnVsbA",
  ]);
