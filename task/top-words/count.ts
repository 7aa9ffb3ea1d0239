/** Most characters of a word; more means that the file is binary or has no white space. */
const longestWord = 1024 * 1024;

/** Returns whether a character is in Python's `string.punctuation`, which the tutorial strips. */
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
 * Counts the words of a text that arrives in pieces, case-sensitively. Words are split at white space and stripped of ASCII punctuation
 * at both ends; empty words are dropped. Memory use depends on the number of different words, not on the length of the text.
 *
 * @throws Error if a word is longer than 1 Mi characters
 */
export const countWords = async (pieces: AsyncIterable<string>): Promise<Map<string, number>> => {
  const counts = new Map<string, number>();
  let unfinished = "";
  for await (const piece of pieces) {
    const words = (unfinished + piece).split(/\s+/);
    unfinished = words.pop() ?? "";
    if (unfinished.length > longestWord) {
      throw new Error(`expected text, got more than ${longestWord} characters without white space`);
    }
    for (const word of words) count(counts, word);
  }
  count(counts, unfinished);
  return counts;
};

/** Returns the `n` most frequent words. Words with equal counts stay in the map's order, that of first appearance. */
export const mostFrequent = (counts: ReadonlyMap<string, number>, n: number): WordCount[] =>
  Array.from(counts, ([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, n);

const count = (counts: Map<string, number>, raw: string): void => {
  const word = stripPunctuation(raw);
  if (word === "") return;
  const before = counts.get(word);
  // A slice keeps its whole piece in V8's memory, so the key is a copy.
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
