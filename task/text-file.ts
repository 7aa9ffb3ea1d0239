import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { TextDecoder } from "node:util";

/**
 * Returns the text of a file without its byte order mark.
 *
 * @param encoding a label of the Encoding standard, such as `windows-1252`. Default: UTF-16 if the file has its byte order mark,
 * otherwise UTF-8.
 * @throws Error if the file isn't text in that encoding; no byte is ever replaced by U+FFFD
 */
export const readText = (path: string, encoding?: string): string =>
  textOf(readFileSync(path), path, encoding);

/** Like `readText`, for bytes. `path` names them in errors. */
export const textOf = (bytes: Buffer, path: string, encoding?: string): string => {
  const decoder = decoderOf(encoding ?? encodingOf(bytes), path);
  const text = decode(bytes, decoder, path);
  const zero = text.indexOf("\0");
  if (zero === -1) return text;
  const line = text.slice(0, zero).split("\n").length;
  throw new Error(
    `${path}:${line}: expected text, got a zero byte. If the file is UTF-16, pass { encoding: "utf-16le" }.`,
  );
};

const encodingOf = ([first, second]: Buffer): string => {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
};

const decoderOf = (label: string, path: string): TextDecoder => {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw new Error(`${path}: expected an encoding such as "utf-8" or "windows-1252", got "${label}"`);
  }
};

const decode = (bytes: Buffer, decoder: TextDecoder, path: string): string => {
  try {
    return decoder.decode(bytes);
  } catch {
    if (decoder.encoding === "utf-8") throw new Error(`${path}:${whereNotUtf8(bytes)}`);
    throw new Error(`${path}: expected ${decoder.encoding}, got bytes that aren't valid in it`);
  }
};

/** Describes the first byte that isn't UTF-8, and shows its line in the encoding of Excel's "CSV" format. */
const whereNotUtf8 = (bytes: Buffer): string => {
  const lines = bytes.toString("latin1").split("\n");
  const index = lines.findIndex((line) => !isUtf8(Buffer.from(line, "latin1")));
  const line = Buffer.from(lines[index] ?? "", "latin1");
  const valid = line.toString().split("\uFFFD", 1).join();
  const byte = line[Buffer.byteLength(valid)]?.toString(16).toUpperCase();
  const reads = new TextDecoder("windows-1252").decode(line).trim().slice(0, 60);
  return (
    `${index + 1}: expected UTF-8, got byte 0x${byte}. If the line is ${JSON.stringify(reads)}, ` +
    `pass { encoding: "windows-1252" }; otherwise save the file as UTF-8.`
  );
};
