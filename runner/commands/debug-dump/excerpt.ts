/** A file of known size, in bytes. */
interface Readable {
  readonly size: number;
  /** Returns `length` bytes from `start`; undefined if the file no longer exists. */
  readonly read: (start: number, length: number) => Promise<Buffer | undefined>;
}

/** Most bytes of the start and of the end of a long file. */
const headBytes = 16 * 1024;
const tailBytes = 48 * 1024;

/**
 * Returns the text of a file; of a long one the first and last lines. It is cut only between lines, because half of a secret isn't
 * recognized as one.
 */
export const excerpt = async ({ size, read }: Readable): Promise<string | undefined> => {
  if (size <= headBytes + tailBytes) return (await read(0, size))?.toString();
  const [head, tail] = await Promise.all([read(0, headBytes), read(size - tailBytes, tailBytes)]);
  if (head === undefined || tail === undefined) return undefined;
  const start = head.subarray(0, head.lastIndexOf("\n") + 1);
  const firstEnd = tail.indexOf("\n");
  const end = firstEnd === -1 ? Buffer.alloc(0) : tail.subarray(firstEnd + 1);
  return `${start}[… ${size - start.length - end.length} bytes left out …]\n${end}`;
};

/** Returns a text, of a long one the first and last lines. */
export const excerptOf = async (text: string): Promise<string> => {
  const bytes = Buffer.from(text);
  const read = async (start: number, length: number) => bytes.subarray(start, start + length);
  return (await excerpt({ size: bytes.length, read })) ?? "";
};
