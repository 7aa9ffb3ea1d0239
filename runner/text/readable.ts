/** Text for a message: line breaks and other control characters as JSON writes them. */
export const readable = (text: string): string =>
  Array.from(text, (character) =>
    character < " " ? JSON.stringify(character).slice(1, -1) : character,
  ).join("");
