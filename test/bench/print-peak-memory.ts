/** Preloaded with `--import`: prints the process's peak resident memory to stderr at exit. */
process.on("exit", () => console.error(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`));
