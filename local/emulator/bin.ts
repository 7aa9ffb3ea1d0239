#!/usr/bin/env node
// Checks the version before it loads anything, because an older Node would fail with a syntax error.
const oldest = 24;

if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `Error: azure-batch-emulator: expected Node ${oldest} or newer, got ${process.version}. Install it from nodejs.org.\n`,
  );
  process.exit(2);
}
const { main } = await import("./main.ts");
await main();
