/** White space, a part in single quotes, one in double quotes, an escaped character, or plain characters. */
const part = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy;

/**
 * The arguments of a command line, quoted as in a POSIX shell; nothing is expanded. Undefined if a quotation has no end.
 * The shlex package takes escapes away from single-quoted text that a double quotation follows.
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
