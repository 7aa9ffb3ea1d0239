import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { apiVersions, operations } from "../../../local/emulator/protocol/versions.ts";

const readme = readFileSync(new URL("../../../local/emulator/README.md", import.meta.url), "utf8");

describe("local/emulator/README.md", () => {
  it("lists each operation of the API versions with its request", () => {
    const rows = [...readme.matchAll(/^\| (\w+) \| ([A-Z]+ \/\S*) \| (?:yes|partly|no: \d{3})\b/gm)];
    const listed = rows.map(([, name, request]) => `${name} ${request}`);
    const defined = apiVersions
      .flatMap((version) => operations(version))
      .map(({ operationId, method, path }) => `${operationId} ${method} ${path}`);
    assert.deepEqual(listed.toSorted(), [...new Set(defined)].sort());
  });
});
