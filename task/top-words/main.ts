import { createReadStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { countWords, mostFrequent } from "./count.ts";
import { report } from "./report.ts";

/** `main <input> <output> <n> [delay in seconds]` runs on the node. Both paths are relative to the task's working directory. */
const [input, output, n, delay = "0"] = process.argv.slice(2);
if (input === undefined || output === undefined || n === undefined) {
  throw new Error("expected <input> <output> <n>");
}
if (delay !== "0") {
  console.log(`Waiting for ${delay} seconds`);
  await setTimeout(Number(delay) * 1000);
}
const counts = await countWords(createReadStream(input, "utf8"));
const top = mostFrequent(counts, Number(n));
await mkdir(dirname(output), { recursive: true });
await writeFile(output, report(top, process.env));
console.log(`${input}: ${counts.size} different words, the ${top.length} most frequent are in ${output}`);
