/** Escapes control characters and bidi controls, so that a terminal shows them. */
export const printable = (message: string): string =>
  message.replace(/[[\p{C}\p{Zl}\p{Zp}]--[\n\t]]/gv, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return `\\u{${code}}`;
  });
