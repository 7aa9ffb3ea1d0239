import { isUtf8 } from "node:buffer";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Workload } from "../../task/workload.ts";
import type { SuiteCloud } from "../runner/local-cloud.ts";
import { cloudUser } from "../runner/user.ts";
import { type Figures, figuresOf } from "./odd-figures.ts";

/** Names per task, whose script names at most this many files in a failure. */
const perTask = 20;

/** Reads octal paths, one per line, and writes a file at each path that contains the line. */
const writeFiles = `
  LC_ALL=C
  while IFS= read -r line; do
    printf -v path "$line"
    case $path in */*) mkdir -p -- "./out/\${path%/*}" ;; *) mkdir -p out ;; esac
    printf %s "$line" > "./out/$path"
  done < "$1"`;

/** Runs tasks that write these paths in a declared folder, and checks that each is in the results or in a failure. */
export const oddOutputs = async (cloud: SuiteCloud, paths: readonly Buffer[]): Promise<Figures> => {
  const user = cloudUser(cloud);
  const batches = Array.from({ length: Math.ceil(paths.length / perTask) }, (_, i) =>
    paths.slice(i * perTask, (i + 1) * perTask),
  );
  const cwd = await user.withInputs(
    Object.fromEntries(batches.map((batch, i) => [`${i}`, batch.map((path) => `${octal(path)}\n`).join("")])),
  );
  const odd: Workload = {
    description: "odd names",
    command: writeFiles,
    inputs: "none",
    plan: ({ inputs }) =>
      inputs.map((input) => ({
        name: `t${input.name}`,
        inputs: [input],
        args: [input.name],
        outputs: ["out/"],
      })),
  };
  const words = ["odd", "--force", "--keep-job", "--input", "in/*"];
  const said = await user.run(words, { cwd, context: { workloads: { odd } } });
  const [job = ""] = await readdir(join(cwd, "out"));
  const folder = join(cwd, "out", job);
  const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
  const tasks = new Map<string, { succeeded: boolean; taskId: string }>(
    report.tasks.map((task: { name: string }) => [task.name, task]),
  );
  const figures = figuresOf();
  for (const [i, batch] of batches.entries()) {
    const task = tasks.get(`t${i}`);
    const named =
      task === undefined ? new Set() : await namedIn(join(folder, `logs/${task.taskId}/stderr.txt`));
    for (const path of batch) {
      const isNamed = task?.succeeded === false && named.has(path.toString("hex"));
      const arrived = await hasArrived(join(folder, `t${i}/out`), path);
      figures.add(path, arrived ? "arrived" : isNamed ? "named" : "lost");
    }
  }
  if (![0, 100].includes(said.exitCode)) figures.note(`exit code ${said.exitCode}: ${said.stderr}`);
  return figures;
};

const octal = (path: Buffer): string =>
  Array.from(path, (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");

const hasArrived = async (folder: string, path: Buffer): Promise<boolean> => {
  if (!isUtf8(path)) return false;
  const content = await readFile(join(folder, path.toString()), "utf8").catch(() => undefined);
  return content === octal(path);
};

/** Returns the paths in `out/` that a task's stderr names, in hex. bash quoted them, so bash reads them. */
const namedIn = async (file: string): Promise<Set<string>> => {
  const stderr = await readFile(file, "utf8").catch(() => "");
  const quoted = [...stderr.matchAll(/^OutputError: (.*): expected /gm)].map(([, text]) => text);
  const script = `printf '%s\\0' ${quoted.join(" ")}`;
  const options = { encoding: "buffer", env: { ...process.env, LC_ALL: "C.UTF-8" } } as const;
  const { stdout } = await promisify(execFile)("/bin/bash", ["-c", script], options);
  const names = stdout.toString("latin1").split("\0");
  return new Set(names.map((name) => Buffer.from(name, "latin1").subarray("out/".length).toString("hex")));
};
