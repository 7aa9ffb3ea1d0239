import { readFile, writeFile } from "node:fs/promises";

/** Runs on the node: `main <input> <output>`. */
const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error("expected <input> <output>");
const text = await readFile(input, "utf8");
await writeFile(output, String(text.split("\n").length - 1));
