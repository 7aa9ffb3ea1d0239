/** A word this long is no word: the file is binary, or has no white space at all. Characters. */
const longestWord = 1024 * 1024;

/** ASCII punctuation: Python's `string.punctuation`, which the tutorial strips. */
const isPunctuation = (code: number): boolean =>
  (code >= 33 && code <= 47) ||
  (code >= 58 && code <= 64) ||
  (code >= 91 && code <= 96) ||
  (code >= 123 && code <= 126);

export interface WordCount {
  readonly word: string;
  readonly count: number;
}

/**
 * Counts the words of a text that comes in pieces, case-sensitively: split on white space, ASCII punctuation stripped
 * from both ends, what is empty then dropped. Memory grows with the number of different words, not with the text.
 */
export const countWords = async (pieces: AsyncIterable<string>): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  let unfinished = "";
  for await (const piece of pieces) {
    const words = (unfinished + piece).split(/\s+/);
    unfinished = words.pop() ?? "";
    if (unfinished.length > longestWord) {
      throw new Error(`expected text, found more than ${longestWord} characters without white space`);
    }
    for (const word of words) count(counts, word);
  }
  count(counts, unfinished);
  return counts;
};

/** The `n` most frequent words; equal counts in the order of first appearance, which is the map's. */
export const mostFrequent = (counts: ReadonlyMap<string, number>, n: number): WordCount[] =>
  Array.from(counts, ([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, n);

const count = (counts: Map<string, number>, raw: string): void => {
  const word = stripPunctuation(raw);
  if (word === "") return;
  const before = counts.get(word);
  // V8 keeps the whole piece alive for a slice of it, so a new key is copied out of its piece.
  if (before === undefined) counts.set(Buffer.from(word).toString(), 1);
  else counts.set(word, before + 1);
};

const stripPunctuation = (raw: string): string => {
  let start = 0;
  let end = raw.length;
  while (start < end && isPunctuation(raw.charCodeAt(start))) start++;
  while (end > start && isPunctuation(raw.charCodeAt(end - 1))) end--;
  return raw.slice(start, end);
};
