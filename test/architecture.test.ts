import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type SourceFile, sourceFiles } from "./helpers/source-files.ts";

/** What the files whose path begins so may import of the project and of npm; the longest match counts. */
const directions: Record<string, { project: RegExp; packages: RegExp }> = {
  "index.ts": { project: /^infra\//, packages: /^node:/ },
  "infra/": {
    project: /^infra\//,
    packages: /^(@pulumi\/|valibot$|fastest-levenshtein$|ipaddr\.js$|yaml$|node:)/,
  },
  "infra/outputs.ts": { project: /^$/, packages: /^valibot$/ },
  // What a workload's code imports goes into its bundle, so any package may be there.
  "task/": { project: /^task\//, packages: /./ },
  "task/workload.ts": { project: /^$/, packages: /^$/ },
  "runner/": { project: /^(runner\/|task\/(index|workload)\.ts$|infra\/outputs\.ts$)/, packages: /./ },
  "local/": { project: /^(local\/|infra\/|index\.ts$)/, packages: /./ },
  // State knows neither HTTP nor processes; an operation knows no HTTP.
  "local/batch/operations/": { project: /^local\/batch\//, packages: /^(?!fastify$|node:http$)/ },
  "test/": { project: /./, packages: /./ },
};

const files = sourceFiles();
const isProject = (imported: string): boolean => files.some(({ path }) => path === imported);

describe("architecture", () => {
  it("has imports in the directions of ARCHITECTURE.md only", () => {
    const wrong = files.flatMap((file) => {
      const rule = directionOf(file.path);
      return file.imports
        .filter((imported) => !(isProject(imported) ? rule.project : rule.packages).test(imported))
        .map((imported) => `${file.path} imports ${imported}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("has no import cycle", () => {
    assert.deepEqual(cycles(files), []);
  });

  it("exports nothing that only its own file uses", () => {
    const unused = files
      // A user's program may use all of task/; mocha, Stryker and Pulumi call what they find.
      .filter(
        ({ path }) =>
          !/^(task\/|index\.ts$|test\/(hooks|mutation\/(mocha-runner|ignore-messages))\.ts$)/.test(path),
      )
      .flatMap(({ path, exports }) => {
        const users = files.filter(({ imports }) => imports.includes(path));
        return exports
          .filter((name) => !users.some(({ names }) => names.has(name)))
          .map((name) => `${path}: ${name}`);
      });
    assert.deepEqual(unused, []);
  });

  it("needs no dev dependency at run time: neither in an import nor in a script", () => {
    const { dependencies, scripts } = packageJson;
    const packages = files
      .filter(({ path }) => /^(infra|local|runner|task)\/|^index\.ts$/.test(path))
      .flatMap(({ imports }) => imports)
      .filter((imported) => !isProject(imported) && !isBuiltin(imported))
      .map((imported) => /^(?:@[^/]+\/)?[^/]+/.exec(imported)?.[0] ?? "");
    const programs = Object.values(scripts).flatMap(
      (script) => /^(?:exec )?(\S+) (?:runner|local)\//.exec(script)?.[1] ?? [],
    );
    assert(packages.length > 0 && programs.length > 0);
    // README's own commands: npx pulumi.
    const needed = new Set([...packages, ...programs, "pulumi"]);
    assert.deepEqual([...needed].filter((name) => !(name in dependencies)).sort(), []);
  });

  it("has no file over 250 lines", () => {
    assert.deepEqual(
      files.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${path}: ${lines}`),
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

const packageJson: {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));

const directionOf = (path: string) => {
  const key = Object.keys(directions)
    .filter((prefix) => path.startsWith(prefix))
    .sort((a, b) => b.length - a.length)[0];
  assert(key !== undefined, `${path} is in no room`);
  return directions[key]!;
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
