#!/usr/bin/env node
// Imports nothing that an older Node can't load.
const oldest = 24;

if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Error: azure-batch-emulator: expected Node ${oldest} or newer, got ${process.version}. Install it from nodejs.org.\n`,
  );
  process.exit(2);
}
const { main } = await import("./main.ts");
await main();
