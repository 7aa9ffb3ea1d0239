/** Escapes line breaks and other control characters as JSON does. */
export const readable = (text: string): string =>
  Array.from(text, (character) =>
    character < " " ? JSON.stringify(character).slice(1, -1) : character,
  ).join("");
