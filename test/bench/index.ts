import { parseArgs } from "node:util";
import { leaveCi } from "../helpers/leave-ci.ts";
import { hundredThousandTasks } from "./hundred-thousand-tasks.ts";
import { idleCpu } from "./idle-cpu.ts";
import { packageBench } from "./package.ts";
import { preview } from "./preview.ts";
import { reportBench } from "./report.ts";
import { submitHundredThousand } from "./submit-hundred-thousand.ts";
import { submitThousandFiles } from "./submit-thousand-files.ts";
import { tasksBesideXargs } from "./tasks-beside-xargs.ts";
import { topWordsMemory } from "./top-words-memory.ts";

leaveCi();

/** Benches by name. Each prints its results and compares only values of the same run, because machines are noisy. */
const benches: Record<string, () => Promise<void>> = {
  "tasks-beside-xargs": tasksBesideXargs,
  "hundred-thousand-tasks": hundredThousandTasks,
  "idle-cpu": idleCpu,
  "submit-thousand-files": submitThousandFiles,
  "submit-hundred-thousand": submitHundredThousand,
  "top-words-memory": topWordsMemory,
  preview,
  package: packageBench,
  report: reportBench,
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
