/** `bytes` or a little more of text with Zipf-like word frequencies: the same text for the same arguments. */
export const sampleText = (bytes: number, seed = 1): string => {
  const words: string[] = [];
  let state = seed;
  for (let length = 0; length < bytes; ) {
    // The generator of "Minimal Standard": enough for a text, and the same everywhere.
    state = (state * 48271) % 2147483647;
    const word = `word${Math.floor(20000 ** (state / 2147483647))}`;
    words.push(word);
    length += word.length + 1;
  }
  return words.join(" ");
};
