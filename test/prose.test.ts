import assert from "node:assert/strict";
import { proseOf } from "./helpers/prose.ts";

/** Words and phrases to avoid, each with a replacement or a reason. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(whoever|somebody|nobody|anybody)\b/i, "name the actor: the caller, the runner, Batch, the node"],
  [/\banew\b/i, "again"],
  [/\b(is|are|be) told of\b|\b(tells?|speaks?) of\b/i, "reports, mentions"],
  [/\bby (itself|themselves)\b/i, "automatically"],
  [/\b(this|that|it|them|these|those|him|one|you) alone\b/i, "only"],
  [/\bof (its|their) own\b/i, "its own, separate"],
  [/\bgo(es)? on\b/i, "continues"],
  [/\bcomes? to (an?|the)\b/i, "ends up in"],
  [/\b(lies|lie) (in|beside)\b/i, "is in, is next to"],
  [/\b(is|are) none\b/i, "is not one"],
  [/\bno bug of\b/i, "say what it is"],
  [/\bslips?\b/i, "mistake"],
  [/\bkin\b/i, "kind, similar"],
  [/\btroubles?\b/i, "failure, outage, problem"],
  [/\b(mends?|mended)\b/i, "fix, repair"],
  [/^\s*(\/\*\*|\/\/) (What|Who|Whose|Where|How)\b/, "start a comment with a noun or a verb"],
];

/** Quotations, and other senses of the words. */
const allowed: readonly (readonly [path: RegExp, text: RegExp])[] = [];

describe("prose", () => {
  it("avoids the words that the style guide rules out", () => {
    const found = proseOf().flatMap(({ path, line, text }) =>
      banned
        .filter(([pattern]) => pattern.test(text))
        .filter(() => !allowed.some(([where, what]) => where.test(path) && what.test(text)))
        .map(
          ([pattern, better]) =>
            `${path}:${line}: ${pattern.exec(text)?.[0]} (${better}): ${text.trim().slice(0, 100)}`,
        ),
    );
    assert.equal(found.join("\n"), "");
  });
});
