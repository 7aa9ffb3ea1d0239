import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../task/text-file.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const read = (content: string | Buffer, encoding?: string): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, "file.txt");
    writeFileSync(path, content);
    return readText(path, encoding);
  });

const utf16 = Buffer.from("\ufeffé", "utf16le");

describe("readText", () => {
  it("reads UTF-8 with and without a byte order mark", async () => {
    for (const text of ["é", "\ufeffé", "", "\ufffd"])
      assert.equal(await read(text), text.replace("\ufeff", ""));
  });

  it("reads UTF-16 of either byte order", async () => {
    assert.equal(await read(utf16), "é");
    assert.equal(await read(Buffer.from(utf16).swap16()), "é");
  });

  it("refuses half a byte order mark as invalid UTF-8", async () => {
    const halves = [[0xff, 0x41], [0xfe, 0x41], [0x41, 0xfe], [0x41, 0xff], [0xff], [0xfe]];
    for (const bytes of halves) await assert.rejects(read(Buffer.from(bytes)), /:1: expected UTF-8/);
  });

  it("prefers the given encoding", async () => {
    assert.equal(await read(Buffer.from([0xe9]), "windows-1252"), "é");
  });

  it("names the line and the byte that isn't UTF-8, and shows the line's first 60 characters", async () => {
    const line = `  caf\xe9 ${"x".repeat(80)}`;
    await assert.rejects(read(Buffer.from(`a\n\n${line}\n`, "latin1")), ({ message }: Error) => {
      assert(message.includes("file.txt:3: expected UTF-8, got byte 0xE9. "), message);
      assert(message.includes(JSON.stringify(line.trim().slice(0, 60))), message);
      return true;
    });
  });

  it("names the line of a zero byte", () =>
    assert.rejects(read("a\nb\0"), /file\.txt:2: expected text, got a zero byte/));

  it("refuses an unknown encoding by name", () => assert.rejects(read("", "ansi"), /"ansi"/));

  it("refuses bytes that an encoding doesn't allow", () =>
    assert.rejects(read(Buffer.from([0x41]), "utf-16le"), /expected utf-16le/));
});
