import { quote } from "shlex";

/** A script as one word of one line for bash: how Batch splits a command line with more lines is not documented. */
export const quoteLines = (script: string): string => {
  if (!script.includes("\n")) return quote(script);
  const escaped = script.replace(/[\\']/g, "\\$&").replaceAll("\r\n", "\n").replaceAll("\n", "\\n");
  return `$'${escaped}'`;
};
