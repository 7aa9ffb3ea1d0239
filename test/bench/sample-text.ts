/** Returns at least `bytes` of text with Zipf-like word frequencies, determined by the arguments. */
export const sampleText = (bytes: number, seed = 1): string => {
  const words: string[] = [];
  let state = seed;
  for (let length = 0; length < bytes; ) {
    // The "Minimal Standard" generator returns the same numbers on every machine.
    state = (state * 48271) % 2147483647;
    const word = `word${Math.floor(20000 ** (state / 2147483647))}`;
    words.push(word);
    length += word.length + 1;
  }
  return words.join(" ");
};
