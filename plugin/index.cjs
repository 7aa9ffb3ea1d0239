// CommonJS, because Pulumi's Node host loads it with `require`.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

/** A checkout has TypeScript, the package has bundles. */
const source = join(__dirname, "../infra/plugin.ts");
const program = existsSync(source) ? source : join(__dirname, "../dist/infra/plugin.js");

import(pathToFileURL(program).href).then(({ servePlugin }) => servePlugin(__dirname));
