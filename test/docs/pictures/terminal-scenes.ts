import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withCopiedProject } from "./copied-project.ts";
import { recordTerminal, type TerminalPiece, type TerminalSize } from "./record-terminal.ts";
import { shortTexts, statsProgram } from "./sample-texts.ts";

/** The commands of README's picture, in the order in which it runs them. */
export const pictureCommands = [
  "npx azbatch submit",
  "npx azbatch run 'python3 stats.py {} > {}.json' 'texts/*.txt'",
] as const;

export const pictureSize: TerminalSize = { columns: 80, rows: 30 };

/** Runs commands in a copy of this project, on a terminal that is cleared between them. */
export const recordScenes = async (commands: readonly string[]): Promise<TerminalPiece[]> => {
  const pieces: TerminalPiece[] = [];
  await withCopiedProject(async ({ folder, env }) => {
    await writeTexts(folder);
    for (const command of commands) {
      const printed = await recordTerminal(command, { size: pictureSize, cwd: folder, env });
      append(pieces, typed(command));
      append(pieces, withoutLongPauses(printed));
      append(pieces, [{ ms: 2500, text: "" }]);
    }
  });
  return pieces;
};

const writeTexts = async (folder: string): Promise<void> => {
  await mkdir(join(folder, "texts"));
  await writeFile(join(folder, "stats.py"), statsProgram);
  for (const [name, text] of shortTexts()) await writeFile(join(folder, "texts", name), text);
};

const append = (pieces: TerminalPiece[], more: readonly TerminalPiece[]): void => {
  const start = pieces.at(-1)?.ms ?? 0;
  pieces.push(...more.map(({ ms, text }) => ({ ms: start + ms, text })));
};

/** A cleared screen on which a user types the command. */
const typed = (command: string): TerminalPiece[] => {
  const keys = command.match(/.{1,4}/gs) ?? [];
  return [
    { ms: 0, text: "\x1bc\x1b[92m$ " },
    ...keys.map((text, index) => ({ ms: 500 + index * 100, text })),
    { ms: 900 + keys.length * 100, text: "\x1b[0m\r\n" },
  ];
};

/** Longest time without a change of the screen. Milliseconds. */
const longestPauseMs = 1200;

const withoutLongPauses = (pieces: readonly TerminalPiece[]): TerminalPiece[] => {
  let left = 0;
  return pieces.map(({ ms, text }, index) => {
    left += Math.max(0, ms - (pieces[index - 1]?.ms ?? 0) - longestPauseMs);
    return { ms: ms - left, text };
  });
};
