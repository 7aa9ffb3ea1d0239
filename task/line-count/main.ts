import { readFile, writeFile } from "node:fs/promises";

/** `main <input> <output>` runs on the node. */
const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error("expected <input> <output>");
const text = await readFile(input, "utf8");
await writeFile(output, String(text.split("\n").length - 1));
