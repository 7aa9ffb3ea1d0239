import { appendFileSync } from "node:fs";

/** Preloaded with `--import`: appends the process's peak resident memory in MiB to the file PEAK_MEMORY_FILE at exit. */
process.on("exit", () => {
  appendFileSync(process.env.PEAK_MEMORY_FILE!, `${process.resourceUsage().maxRSS / 1024}\n`);
});
