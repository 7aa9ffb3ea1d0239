/** Preloaded with `--import`: prints the process's peak resident memory on its standard error when it ends. */
process.on("exit", () => console.error(`peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`));
