import { StringDecoder } from "node:string_decoder";
import { visible } from "../../text/visible.ts";

/** Turns the bytes of a log into text that is safe for a terminal. */
interface LogText {
  readonly write: (bytes: Buffer) => string;
  /** Returns the rest, and resets colours if there were any. */
  readonly end: () => string;
}

/** Select Graphic Rendition: colours and styles, which neither move the cursor nor set a title. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const colour = /(\x1b\[[\d;:]{0,40}m)/;

/** An incomplete colour or Windows newline at the end of a piece. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with ESC
const undecided = /(?:\x1b(?:\[[\d;:]{0,40})?|\r)$/;

/**
 * Makes control characters visible, except newlines, tabs and colours. A carriage return, with which programs draw progress,
 * starts a new line, so that it can't hide text.
 */
export const logText = (): LogText => {
  const decoder = new StringDecoder("utf8");
  let held = "";
  let hasColour = false;
  const shown = (text: string): string =>
    text
      .split(colour)
      .map((part, i) => (i % 2 === 1 ? part : visible(part.replace(/\r\n?/g, "\n"))))
      .join("");
  const take = (text: string): string => {
    hasColour ||= colour.test(text);
    return shown(text);
  };
  return {
    write: (bytes) => {
      const text = held + decoder.write(bytes);
      held = undecided.exec(text)?.[0] ?? "";
      return take(text.slice(0, text.length - held.length));
    },
    end: () => {
      const rest = take(held + decoder.end());
      held = "";
      return hasColour ? `${rest}\x1b[0m` : rest;
    },
  };
};
