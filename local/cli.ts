import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// The cloud's processes write keys and the user's data.
process.umask(0o077);

// Keeping compiled code saves a third of a start: Pulumi and Azurite are large. The cache is in this project's folder, because
// other users can write to /tmp. Child processes read the variable.
const compileCache = fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url));
process.env.NODE_COMPILE_CACHE = compileCache;
enableCompileCache(compileCache);

// Only what is imported after that is cached.
const { runCommandLine } = await import("./command-line.ts");
await runCommandLine();
