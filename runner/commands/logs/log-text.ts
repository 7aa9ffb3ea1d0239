import { StringDecoder } from "node:string_decoder";
import { visible } from "../../text/visible.ts";

/** The bytes of a log as a terminal may show them. */
interface LogText {
  readonly write: (bytes: Buffer) => string;
  /** What was held back, and the end of all colours if there were any. */
  readonly end: () => string;
}

/** Select Graphic Rendition: colours and the like, which move no cursor and set no title. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours begin with
const colour = /(\x1b\[[\d;:]{0,40}m)/;

/** What the next bytes may make a colour, or a newline of Windows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours begin with
const undecided = /(?:\x1b(?:\[[\d;:]{0,40})?|\r)$/;

/**
 * Control characters become visible; newlines, tabs and colours stay. A carriage return, with which programs draw progress,
 * begins a new line, so that it hides nothing.
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
