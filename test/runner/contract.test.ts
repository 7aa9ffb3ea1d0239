import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const contract = join(import.meta.dirname, "../../runner/contract.ts");

/** Prints what a module of a folder without packages exports as `value`, after the contract was made available. */
const exportedValue = (source: string): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, "workload.ts");
    await writeFile(file, source);
    const program = `
      import { resolveContract } from ${JSON.stringify(contract)};
      resolveContract();
      console.log(JSON.stringify((await import(${JSON.stringify(file)})).value));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module",
      "--eval",
      program,
    ]);
    return stdout.trim();
  });

describe("contract", () => {
  it("is found by a module in a folder without packages", async () => {
    assert.equal(
      await exportedValue('import { matching } from "azbatch";\nexport const value = matching("*.png");\n'),
      '{"pattern":"*.png","isOptional":false}',
    );
  });

  it("leaves other names to Node", async () => {
    await assert.rejects(
      exportedValue('import "azbatch-other";\nexport const value = 1;\n'),
      /ERR_MODULE_NOT_FOUND/,
    );
  });
});
