import { open } from "node:fs/promises";
import { quote } from "shlex";
import { usageError } from "../errors.ts";

/**
 * Throws for a shell script with Windows line endings: on Linux the carriage return is part of the interpreter's name, so the
 * script fails on every node. Other interpreters take such files, Python for instance, if the command names them.
 */
export const checkLineEndings = async (path: string): Promise<void> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0);
    const [firstLine = ""] = buffer.toString("latin1", 0, bytesRead).split("\n", 1);
    if (!/^#!.*\b(ba|da|k|z)?sh\b.*\r$/.test(firstLine)) return;
  } finally {
    await file.close();
  }
  throw usageError(
    "WindowsLineEndings",
    `files: ${path}: expected Linux line endings (LF), got Windows ones (CRLF)`,
    `Run: sed -i 's/\\r$//' ${quote(path)}`,
  );
};
