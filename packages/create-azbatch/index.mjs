#!/usr/bin/env node
// `npm create azbatch my-project` runs this program. It has no dependencies and runs on Node 20.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** Names of the first workload, by template. They are those of the examples that `azbatch new` copies. */
const workloads = { python: "word-stats", bash: "file-facts", typescript: "line-count", sweep: "best-point" };

const help = `\
Usage: npm create azbatch <folder> [-- options]

Create a project with one workload, and install its packages.

Options:
  --template <name>  ${Object.keys(workloads).join(", ")} (default: python)
  --no-install       don't run npm install
  --help             show this help

Examples:
  npm create azbatch my-project
  npm create azbatch . -- --template bash
`;

/** An error that the user can fix. */
class UsageError extends Error {}

const readWords = (words) => {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        template: { type: "string", default: "python" },
        "no-install": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return { ...values, folders: positionals };
  } catch (error) {
    throw new UsageError(error.message.split(". To specify")[0]);
  }
};

/** Returns the name for npm and Pulumi, which allow the same letters, digits, dots, hyphens and underscores. */
const projectName = (folder) => {
  const name = basename(folder);
  if (/^[a-z][a-z0-9._-]{0,99}$/.test(name)) return name;
  const better = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  const hint = better === "" ? "" : `; try ${better}`;
  throw new UsageError(
    `${name}: expected a name of lower-case letters, digits, dots and hyphens, a letter first${hint}`,
  );
};

/** Like create-vite, takes a clone of an empty repository for an empty folder. */
const refuseFiles = (folder, shown) => {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name !== ".git") : [];
  if (found.length > 0) throw new UsageError(`${shown}: expected an empty folder, got one with ${found[0]}`);
};

const template = fileURLToPath(new URL("./template/", import.meta.url));
const { version } = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));

const writeProject = (folder, name, workload) => {
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true });
  // npm packs no file that is called .gitignore.
  renameSync(join(folder, "_gitignore"), join(folder, ".gitignore"));
  for (const file of ["package.json", "Pulumi.yaml", "Pulumi.dev.yaml", "README.md"]) {
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(
      join(folder, file),
      text
        .replaceAll("my-project", name)
        .replaceAll("my-workload", workload)
        .replace('"azbatch": "*"', `"azbatch": "^${version}"`),
    );
  }
};

const runOptions = (folder) => ({ cwd: folder, shell: process.platform === "win32" });

const install = (folder) =>
  spawnSync("npm", ["install", "--no-fund", "--no-audit"], { ...runOptions(folder), stdio: "inherit" })
    .status === 0;

/** Adds the first workload. The messages of `azbatch new` are only shown if it fails. */
const addWorkload = (folder, kind) => {
  const args = ["--no-install", "azbatch", "new", workloads[kind], `--${kind}`];
  const { status, stderr } = spawnSync("npx", args, { ...runOptions(folder), encoding: "utf8" });
  if (status !== 0) process.stderr.write(stderr ?? "");
  return status === 0;
};

/** npm drops the names of options that don't follow `--`: only their values arrive, as further folders. */
const foldersMessage = (folders) => {
  const got = folders.length === 0 ? "none" : folders.join(" ");
  const hint = folders.length > 1 ? "\nPut -- before options." : "";
  return `expected one folder, got ${got}${hint}\n${help.split("\n")[0]}`;
};

const create = () => {
  const {
    folders,
    template: kind,
    help: wantsHelp,
    "no-install": skipsInstall,
  } = readWords(process.argv.slice(2));
  if (wantsHelp) return void process.stdout.write(help);
  const [shown, ...others] = folders;
  if (shown === undefined || others.length > 0) throw new UsageError(foldersMessage(folders));
  if (!Object.hasOwn(workloads, kind))
    throw new UsageError(`--template: expected ${Object.keys(workloads).join(", ")}, got "${kind}"`);
  const folder = resolve(shown);
  const name = projectName(folder);
  refuseFiles(folder, shown);
  writeProject(folder, name, workloads[kind]);
  const here = relative(process.cwd(), folder);
  const enter =
    here === "" ? "" : `cd ${/^[\w./-]+$/.test(here) ? here : `'${here.replaceAll("'", "'\\''")}'`} && `;
  const add = `npx azbatch new ${workloads[kind]} --${kind}`;
  console.log(`Created ${name}${skipsInstall ? "" : ". Installing azbatch…"}`);
  const isReady = !skipsInstall && install(folder);
  if (!skipsInstall && !isReady) process.exitCode = 1;
  if (isReady && addWorkload(folder, kind))
    console.log(
      `\nNext: ${enter}npm run submit\nThen edit task/${workloads[kind]}/. README.md says how to run on Azure.`,
    );
  else console.log(`\nNext: ${enter}npm install && ${add} && npm run submit`);
};

try {
  create();
} catch (error) {
  if (!(error instanceof UsageError) && error.syscall === undefined) throw error;
  console.error(`Error: ${error.message}`);
  process.exitCode = 2;
}
