import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunnerError } from "../../runner/errors.ts";
import { findInputs } from "../../runner/plan/find-inputs.ts";
import { readable } from "../../runner/text/escape-controls.ts";
import type { Workload } from "../../task/workload.ts";
import type { SuiteCloud } from "../runner/local-cloud.ts";
import { cloudUser } from "../runner/user.ts";
import { type Figures, figuresOf } from "./odd-figures.ts";

/** Names per call of `findInputs`, whose error lists at most this many. */
const atOnce = 10;

/** Inputs per task. */
const perTask = 100;

/** Writes each argument and the content of the file of that name, each with a NUL at its end. */
const readFiles = `for n in "$@"; do printf '%s\\0' "$n"; cat "./$n"; printf '\\0'; done > read`;

/**
 * Creates a file for each name, removes the files that an error lists, as a user would, submits the others as inputs, and checks
 * that tasks read each of them.
 */
export const oddInputs = async (cloud: SuiteCloud, names: readonly Buffer[]): Promise<Figures> => {
  const user = cloudUser(cloud);
  const cwd = await user.withInputs({});
  const [all, some] = [join(cwd, "in"), join(cwd, "some")];
  for (const folder of [all, some]) await mkdir(folder);
  const figures = figuresOf();
  const accepted = new Map<string, Buffer>();
  for (let i = 0; i < names.length; i += atOnce) {
    const batch = names.slice(i, i + atOnce);
    for (const name of batch) await writeFile(pathIn(some, name), name.toString("hex"));
    const refused = await refusalOf(some);
    for (const name of batch) {
      const isNamed = refused.includes(`${readable(join(some, name.toString()))} `);
      if (isNamed) {
        figures.add(name, "named");
        await rm(pathIn(some, name));
      } else {
        accepted.set(name.toString(), name);
        await rename(pathIn(some, name), pathIn(all, name));
      }
    }
  }
  const read = await readByTasks(user, cwd);
  for (const [text, name] of accepted)
    figures.add(name, read.get(text) === name.toString("hex") ? "arrived" : "lost");
  return figures;
};

const pathIn = (folder: string, name: Buffer): Buffer => Buffer.concat([Buffer.from(`${folder}/`), name]);

/** Returns the error that lists files that can't be inputs. */
const refusalOf = async (folder: string): Promise<string> => {
  try {
    await findInputs(["**"], folder);
    return "";
  } catch (error) {
    if (error instanceof RunnerError) return `${error.message} \n${error.hint ?? ""} `;
    throw error;
  }
};

const readByTasks = async (user: ReturnType<typeof cloudUser>, cwd: string): Promise<Map<string, string>> => {
  const odd: Workload = {
    description: "odd names",
    command: readFiles,
    inputs: "none",
    plan: ({ inputs }) =>
      Array.from({ length: Math.ceil(inputs.length / perTask) }, (_, i) => {
        const some = inputs.slice(i * perTask, (i + 1) * perTask);
        return { name: `t${i}`, inputs: some, args: some.map(({ name }) => name), outputs: ["read"] };
      }),
  };
  const words = ["odd", "--force", "--input", "in/**"];
  const { exitCode, stderr } = await user.run(words, { cwd, context: { workloads: { odd } } });
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
  const [job = ""] = await readdir(join(cwd, "out"));
  const read = new Map<string, string>();
  for (const task of await readdir(join(cwd, "out", job))) {
    const text = await readFile(join(cwd, "out", job, task, "read"), "utf8").catch(() => "");
    const fields = text.split("\0");
    for (let i = 0; i + 1 < fields.length; i += 2) read.set(fields[i] ?? "", fields[i + 1] ?? "");
  }
  return read;
};
