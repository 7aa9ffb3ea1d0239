import { type FileHandle, open, rename, rm } from "node:fs/promises";

interface ZipEntry {
  readonly path: string;
  readonly text: string;
}

/** Writes a zip, an entry at a time. The file appears when it is complete, and replaces an earlier one. */
export const writeZip = async (path: string, entries: AsyncIterable<ZipEntry>): Promise<void> => {
  const partial = `${path}.part`;
  const file = await open(partial, "w", 0o600);
  try {
    await writeEntries(file, entries);
    await file.close();
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
};

const writeEntries = async (file: FileHandle, entries: AsyncIterable<ZipEntry>): Promise<void> => {
  // Imported on first use: other commands start faster without it.
  const { Zip, ZipDeflate } = await import("fflate");
  const pieces: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    pieces.push(piece);
  });
  for await (const { path, text } of entries) {
    const entry = new ZipDeflate(path);
    zip.add(entry);
    entry.push(Buffer.from(text), true);
    for (const piece of pieces.splice(0)) await file.writeFile(piece);
  }
  zip.end();
  for (const piece of pieces) await file.writeFile(piece);
};
