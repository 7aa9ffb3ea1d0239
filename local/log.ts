/** A line that is repeated says nothing new for so long. Milliseconds. */
const quietMs = 10_000;

/**
 * Writes lines with their time to standard output, which is the cloud's log. Lines that a full disk has no room for are lost:
 * the cloud goes on without them.
 */
export const createLog = (now: () => Date = () => new Date()): ((line: string) => void) => {
  const written = new Map<string, number>();
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return (line) => {
    const time = now();
    for (const [text, at] of written) if (time.getTime() - at >= quietMs) written.delete(text);
    if (written.has(line)) return;
    written.set(line, time.getTime());
    process.stdout.write(`${time.toISOString()} ${line}\n`);
  };
};
