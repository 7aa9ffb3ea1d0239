import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { stop } from "../../local/lease.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { sampleText } from "./sample-text.ts";

const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);
const files = 1000;
/** Task slots of the default pool: two nodes of two. */
const slots = 4;

/** Compares `submit` of 1,000 small files on a running local cloud with `xargs -P` of the same program and as many slots. */
export const submitThousandFiles = (): Promise<void> =>
  withTemporaryFolder(async (folder) => {
    await mkdir(join(folder, "in"));
    for (let i = 0; i < files; i++) await writeFile(join(folder, "in", `${i}.txt`), sampleText(4096, i + 1));
    const withXargs = await seconds(() => xargs(folder));
    const env = { ...process.env, BATCH_LOCAL_DIR: join(folder, "local") };
    const first = ["runner/cli/bin.mjs", "submit", "--yes", "--out", join(folder, "first")];
    const inputs = ["--input", join(folder, "in", "*.txt")];
    const cold = await seconds(() => run(process.execPath, first, { cwd: root, env }));
    const withSubmit = await seconds(() =>
      run(process.execPath, [...first.slice(0, -1), join(folder, "out"), ...inputs], { cwd: root, env }),
    );
    // Otherwise the cloud writes into the folder while it is removed.
    await stop(join(folder, "local"));
    const results = await readdir(join(folder, "out"), { recursive: true });
    const outputs = results.filter((name) => name.endsWith("_OUTPUT.txt")).length;
    if (outputs !== files) throw new Error(`expected ${files} outputs, found ${outputs}`);
    console.log(`  first submit on a new machine, three sample texts: ${cold.toFixed(1)} s`);
    console.log(`  xargs -P${slots}: ${withXargs.toFixed(1)} s`);
    console.log(
      `  submit:    ${withSubmit.toFixed(1)} s, ${(withSubmit / withXargs).toFixed(2)} times xargs`,
    );
  });

const xargs = async (folder: string): Promise<void> => {
  const bundle = join(folder, "top-words.mjs");
  const main = join(root, "task/top-words/main.ts");
  await build({ entryPoints: [main], outfile: bundle, bundle: true, platform: "node", format: "esm" });
  const command = `ls in | xargs -P${slots} -I{} ${process.execPath} ${bundle} in/{} xargs-out/{} 3`;
  await run("/bin/sh", ["-c", command], { cwd: folder });
};

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
