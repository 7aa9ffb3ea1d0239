import { open } from "node:fs/promises";
import { quote } from "shlex";
import { usageError } from "../../errors.ts";
import { readable } from "../../text/escape-controls.ts";
import type { CommandWord } from "./command-words.ts";

/** First bytes of programs for other systems (Mach-O in both byte orders and universal, PE), in hexadecimal. */
const foreign: readonly (readonly [start: RegExp, system: string])[] = [
  [/^(cffaedfe|cefaedfe|feedfacf|feedface|cafebabe)/, "macOS"],
  [/^4d5a/, "Windows"],
];

/** ELF's numbers of the processors of Azure's VM sizes (e_machine, elf(5)). */
const processors: Readonly<Record<number, NodeJS.Architecture>> = { 62: "x64", 183: "arm64" };

/**
 * Checks a file that the command runs as a program. Nodes run Linux; their processor is x64, or that of this machine.
 *
 * @throws RunnerError `ProgramNotExecutable` or `ProgramNotForNodes`.
 */
export const checkProgram = async (word: CommandWord, path: string, mode: number): Promise<void> => {
  const { text = "", role } = word;
  if (role !== "program" || !text.includes("/")) return;
  if ((mode & 0o111) === 0)
    throw usageError(
      "ProgramNotExecutable",
      `command: ${readable(text)} is not executable`,
      `Run \`chmod +x ${quote(text)}\`, or name its interpreter, such as: bash ${quote(text)}`,
    );
  const start = await firstBytes(path);
  const [, system] = foreign.find(([pattern]) => pattern.test(start.toString("hex"))) ?? [];
  if (system !== undefined)
    throw usageError(
      "ProgramNotForNodes",
      `command: ${readable(text)}: expected a program for Linux, got one for ${system}`,
      "Build it for Linux.",
    );
  const isElf = start.toString("latin1", 0, 4) === "\x7fELF";
  const isBigEndian = start[5] === 2;
  if (!isElf || start.length < 20) return;
  const number = isBigEndian ? start.readUInt16BE(18) : start.readUInt16LE(18);
  const processor = processors[number];
  if (processor === "x64" || processor === process.arch) return;
  throw usageError(
    "ProgramNotForNodes",
    `command: ${readable(text)}: expected a program for Linux on x64, got one for ${processor ?? "another processor"}`,
    "Build it for x86-64.",
  );
};

const firstBytes = async (path: string): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};
