import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { folderOf, readFolderTable } from "./helpers/folder-table.ts";
import { type SourceFile, sourceFiles } from "./helpers/source-files.ts";

/** npm packages and Node modules that files may import, by the start of their path; the longest match counts. */
const packages: Readonly<Record<string, RegExp>> = {
  "": /./,
  "index.ts": /^node:/,
  "infra/": /^(@pulumi\/|valibot$|fastest-levenshtein$|ipaddr\.js$|yaml$|node:)/,
  "infra/outputs.ts": /^valibot$/,
  "task/workload.ts": /^$/,
  // Operations don't know HTTP.
  "local/emulator/operations/": /^(?!node:http$)/,
};

/** Files that every folder of the runner may import. */
const contracts = /^(runner\/[^/]+\.ts|task\/workload\.ts|infra\/outputs\.ts)$/;

/** Types of everything in Azure's definition, whether used or not. */
const generated = "local/emulator/protocol/types.ts";

/** Rows of ARCHITECTURE.md's table, from the top: a folder and the folders that it imports. */
const rows = readFolderTable(readFileSync(join(import.meta.dirname, "../ARCHITECTURE.md"), "utf8"));

const files = sourceFiles();
const isProject = (imported: string): boolean => files.some(({ path }) => path === imported);

describe("architecture", () => {
  it("imports exactly what ARCHITECTURE.md's table lists", () => {
    const found = new Map(rows.map(({ folder }) => [folder, new Set<string>()]));
    for (const { path, imports } of files.filter(({ path }) => !path.startsWith("test/"))) {
      const from = folderOf(path, rows);
      for (const imported of imports.filter(isProject)) {
        const to = folderOf(imported, rows);
        if (from !== to && !(path.startsWith("runner/") && contracts.test(imported)))
          found.get(from)?.add(to);
      }
    }
    assert.deepEqual(
      [...found].map(([folder, imports]) => `${folder} → ${[...imports].sort().join(" ")}`),
      rows.map(({ folder, imports }) => `${folder} → ${imports.toSorted().join(" ")}`),
    );
  });

  it("imports only folders further down in the table", () => {
    const order = rows.map(({ folder }) => folder);
    const back = rows.flatMap(({ folder, imports }) =>
      imports
        .filter((imported) => order.indexOf(imported) <= order.indexOf(folder))
        .map((imported) => `${folder} → ${imported}`),
    );
    assert.deepEqual(back, []);
  });

  it("imports no package where none belongs", () => {
    const wrong = files.flatMap(({ path, imports }) =>
      imports
        .filter((imported) => !isProject(imported) && !packagesOf(path).test(imported))
        .map((imported) => `${path} imports ${imported}`),
    );
    assert.deepEqual(wrong, []);
  });

  it("has no import cycle", () => {
    assert.deepEqual(cycles(files), []);
  });

  it("exports nothing that only its own file uses", () => {
    const unused = files
      // Users import task/ and the emulator's package; mocha, Stryker, Pulumi and the plugin call what they find.
      .filter(
        ({ path }) =>
          path !== generated &&
          !/^(task\/|index\.ts$|infra\/(index|plugin)\.ts$|local\/emulator\/index\.ts$|test\/(hooks|mutation\/(mocha-runner|ignore-messages))\.ts$)/.test(
            path,
          ),
      )
      .flatMap(({ path, exports }) => {
        const users = files.filter(({ imports }) => imports.includes(path));
        return exports
          .filter((name) => !users.some(({ names }) => names.has(name)))
          .map((name) => `${path}: ${name}`);
      });
    assert.deepEqual(unused, []);
  });

  it("keeps the emulator's package to the dependencies that it names", () => {
    const { dependencies } = readJson("../local/emulator/package.json");
    const packages = files
      .filter(({ path }) => path.startsWith("local/emulator/"))
      .flatMap(({ imports }) => imports)
      .filter((imported) => !isProject(imported) && !isBuiltin(imported))
      .map((imported) => /^(?:@[^/]+\/)?[^/]+/.exec(imported)?.[0] ?? "");
    // A checkout bundles a program with esbuild; the published package contains it.
    const used = new Set(packages.filter((name) => name !== "esbuild"));
    assert.deepEqual([...used].sort(), Object.keys(dependencies).sort());
    // One version of each, whichever of the two packages asks for it.
    for (const [name, version] of Object.entries(dependencies))
      assert.equal(packageJson.devDependencies[name], version);
  });

  it("has no file over 250 lines", () => {
    assert.deepEqual(
      files
        .filter(({ path, lines }) => lines > 250 && path !== generated)
        .map(({ path, lines }) => `${path}: ${lines}`),
      [],
    );
  });

  it("has no function over 60 lines, tests' suites apart", () => {
    const long = files
      .filter(({ path }) => !path.startsWith("test/"))
      .flatMap(({ functions }) => functions)
      .filter(({ lines }) => lines > 60);
    assert.deepEqual(long, []);
  });
});

interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const readJson = (path: string): PackageJson =>
  JSON.parse(readFileSync(join(import.meta.dirname, path), "utf8"));

const packageJson = readJson("../package.json");

const packagesOf = (path: string): RegExp => {
  const keys = Object.keys(packages).filter((prefix) => path.startsWith(prefix));
  return packages[keys.reduce((a, b) => (b.length > a.length ? b : a), "")] ?? /^$/;
};

/** Each cycle once, as the path on which it was found. */
const cycles = (all: readonly SourceFile[]): string[] => {
  const importsOf = new Map(all.map(({ path, imports }) => [path, imports.filter(isProject)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
    if (trail.includes(path) || done.has(path)) return;
    for (const imported of importsOf.get(path) ?? []) visit(imported, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return found;
};
