/** Milliseconds for which a repeated line is not logged again. */
const quietMs = 10_000;

/**
 * Returns a function that writes lines with their time to standard output, the cloud's log. On a full disk lines are lost, and
 * the cloud continues.
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
