import { parseArgs } from "node:util";
import { submitThousandFiles } from "./submit-thousand-files.ts";
import { topWordsMemory } from "./top-words-memory.ts";

/** Each measures and prints; what is compared is compared within one run, because machines are noisy. */
const benches: Record<string, () => Promise<void>> = {
  "submit-thousand-files": submitThousandFiles,
  "top-words-memory": topWordsMemory,
};

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`expected one of ${Object.keys(benches).join(", ")}; found ${unknown.join(", ")}`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n${name}`);
  await bench();
}
