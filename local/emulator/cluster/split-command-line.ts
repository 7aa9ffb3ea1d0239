/** White space, single-quoted text, double-quoted text, an escaped character, or plain characters. */
const part = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy;

/**
 * Splits a command line into arguments, quoted as in a POSIX shell, without expansion. Returns undefined if a quotation mark is
 * unclosed. The shlex package is not used: it removes escapes from single-quoted text before a double quotation mark.
 */
export const splitCommandLine = (commandLine: string): string[] | undefined => {
  const words: string[] = [];
  let [length, isInWord] = [0, false];
  for (const [text, space, single, double, escaped, plain] of commandLine.matchAll(part)) {
    length += text.length;
    if (space === undefined && !isInWord) words.push("");
    isInWord = space === undefined;
    const piece = single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped?.replace("\n", "") ?? plain ?? "";
    if (isInWord) words.push(`${words.pop()}${piece}`);
  }
  return length === commandLine.length ? words : undefined;
};
