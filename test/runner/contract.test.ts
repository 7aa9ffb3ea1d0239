import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

const contract = join(import.meta.dirname, "../../runner/contract.ts");

/** Prints what a module of a folder without packages exports as `value`, after the contract was made available. */
const exportedValue = (source: string, packageJson?: string): Promise<string> =>
  withTemporaryFolder(async (folder) => {
    const file = join(folder, "workload.ts");
    await writeFile(file, source);
    if (packageJson !== undefined) await writeFile(join(folder, "package.json"), packageJson);
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

  it("needs no type in package.json, and prints no warning about that", async () => {
    assert.equal(await exportedValue("export const value: number = 1;\n", "{}"), "1");
  });

  it("leaves modules in CommonJS to Node", async () => {
    const source = "exports.value = 2 as number;\n";
    assert.equal(await exportedValue(source, '{ "type": "commonjs" }'), "2");
  });

  it("leaves other names to Node", async () => {
    await assert.rejects(
      exportedValue('import "azbatch-other";\nexport const value = 1;\n'),
      /ERR_MODULE_NOT_FOUND/,
    );
  });
});
