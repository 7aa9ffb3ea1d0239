import { appendFileSync } from "node:fs";

/** Preloaded with `--import`: adds the process's peak resident memory, in MiB, to the file that PEAK_MEMORY_FILE names. */
process.on("exit", () => {
  appendFileSync(process.env.PEAK_MEMORY_FILE!, `${process.resourceUsage().maxRSS / 1024}\n`);
});
