import assert from "node:assert/strict";
import { countWords, mostFrequent } from "../../../task/top-words/count.ts";

const pieces = async function* (...texts: string[]) {
  yield* texts;
};

/** The counts of a text as `word=count`, in order of first appearance. */
const counted = async (...texts: string[]): Promise<string> =>
  Array.from(await countWords(pieces(...texts)), ([word, count]) => `${word}=${count}`).join(" ");

const cases: Record<string, { text: string[]; counts: string }> = {
  "splits on any white space": { text: ["a b\tc\nd\r\n\n e\u00a0f"], counts: "a=1 b=1 c=1 d=1 e=1 f=1" },
  "strips punctuation from both ends": {
    text: [`"Yes," (she) said... --no!`],
    counts: "Yes=1 she=1 said=1 no=1",
  },
  "keeps punctuation within words": {
    text: ["don't well-known 3.14"],
    counts: "don't=1 well-known=1 3.14=1",
  },
  "skips words of only punctuation": { text: ["- -- *** '"], counts: "" },
  "strips all of Python's string.punctuation": {
    text: [`!"#$%&'()*+,-./a:;<=>?@ :;<=>?@b[\\]^_\` [\\]^_\`c{|}~ {|}~d /0: /9: @A[ @Z[ \`e{ \`z{`],
    counts: "a=1 b=1 c=1 d=1 0=1 9=1 A=1 Z=1 e=1 z=1",
  },
  "joins words at the ends of pieces with white space": { text: ["a ", " b", "  c"], counts: "a=1 b=1 c=1" },
  "strips ASCII punctuation only": { text: ["“quoted” ¡hola!"], counts: "“quoted”=1 ¡hola=1" },
  "counts case-sensitively": { text: ["The the THE the"], counts: "The=1 the=2 THE=1" },
  "joins a word cut by a piece's end": {
    text: ["one tw", "o thr", "ee", " two"],
    counts: "one=1 two=2 three=1",
  },
  "counts the last word without a line end": { text: ["a\n", "b"], counts: "a=1 b=1" },
  "counts no words in an empty text": { text: [], counts: "" },
  "counts names of object members like other words": {
    text: ["constructor __proto__"],
    counts: "constructor=1 proto=1",
  },
};

describe("countWords", () => {
  for (const [title, { text, counts }] of Object.entries(cases)) {
    it(title, async () => assert.equal(await counted(...text), counts));
  }

  it("accepts a word of 1 Mi characters, but no longer one", async () => {
    const word = "x".repeat(1024 * 1024);
    assert.equal((await countWords(pieces(word, ` ${word}`))).get(word), 2);
    await assert.rejects(countWords(pieces(`${word}x`)), /\b1048576\b/);
  });

  it("refuses a text without white space before it fills the memory", async () => {
    const endless = async function* () {
      while (true) yield "x".repeat(64 * 1024);
    };
    await assert.rejects(countWords(endless()), /\b1048576\b/);
  });
});

describe("mostFrequent", () => {
  it("returns the most frequent words, equal counts in order of first appearance", async () => {
    const counts = await countWords(pieces("b a c a c d"));
    assert.deepEqual(
      mostFrequent(counts, 3).map(({ word }) => word),
      ["a", "c", "b"],
    );
  });

  it("returns all words if there are fewer", async () => {
    assert.equal(mostFrequent(await countWords(pieces("a b")), 3).length, 2);
  });
});
