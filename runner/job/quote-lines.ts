import { quote } from "shlex";

/** Quotes a script as one bash word on one line, because Batch doesn't document how it splits a command line with several. */
export const quoteLines = (script: string): string => {
  if (!script.includes("\n")) return quote(script);
  const escaped = script.replace(/[\\']/g, "\\$&").replaceAll("\r\n", "\n").replaceAll("\n", "\\n");
  return `$'${escaped}'`;
};
