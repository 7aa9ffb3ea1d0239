/** Control sequences of terminals (CSI and OSC), and other escapes of two characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences begin with a control character
const sequences = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_=>78])/g;

/** A sequence at the end of the text that may continue in the next part. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const openSequence = /(?:\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,200}\x1b?)?|\r)$/;

/** Control characters except newline and tab, and characters that change the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters to escape
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Returns a log's text without colours and cursor movements. Carriage returns become newlines, and other control
 * characters escapes such as `\x07`.
 *
 * @returns `held`: the end of the text, if it may be the first part of a sequence and the log continues.
 */
export const plainText = (
  text: string,
  isComplete: boolean,
): { readonly shown: string; readonly held: string } => {
  const held = isComplete ? "" : (openSequence.exec(text)?.[0] ?? "");
  const shown = text
    .slice(0, text.length - held.length)
    .replace(sequences, "")
    .replace(/\r+\n|\r/g, "\n")
    .replace(controls, escapeControl);
  return { shown, held };
};

/** Returns a name with its control characters, newlines included, as escapes. */
export const visibleName = (name: string): string =>
  name.replace(controls, escapeControl).replace(/[\n\t]/g, escapeControl);

const escapeControl = (character: string): string => {
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
};
