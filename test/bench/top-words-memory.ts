import { execFile } from "node:child_process";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { sampleText } from "./sample-text.ts";

const main = join(import.meta.dirname, "../../task/top-words/main.ts");
const preload = join(import.meta.dirname, "print-peak-memory.ts");

/** Measures time and peak memory of the top-words task with files of 1 MB and 1 GB. */
export const topWordsMemory = (): Promise<void> =>
  withTemporaryFolder(async (cwd) => {
    const mebibyte = sampleText(1024 * 1024);
    for (const count of [1, 1000]) {
      const file = await open(join(cwd, "in.txt"), "w");
      for (let i = 0; i < count; i++) await file.write(`${mebibyte}\n`);
      await file.close();
      const { size } = await stat(join(cwd, "in.txt"));
      const start = performance.now();
      const args = ["--import", preload, main, "in.txt", "out.txt", "3"];
      const { stderr } = await promisify(execFile)(process.execPath, args, { cwd });
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      console.log(`  ${(size / 1e6).toFixed(0)} MB of text: ${seconds} s, ${stderr.trim()}`);
    }
  });
