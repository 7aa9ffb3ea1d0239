import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import type { Metafile } from "esbuild";
import { assetsIn } from "../../build/assets.ts";
import { bundleAll } from "../../build/bundles.ts";
import { thirdPartyNotices } from "../../build/notices.ts";
import { bundlePages } from "../../build/pages.ts";
import { sourceFiles } from "../helpers/source-files.ts";

const root = join(import.meta.dirname, "../..");
const { dependencies, optionalDependencies, peerDependencies, pulumi } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

/** `require` of these is in a `try`: packages use them if they are there. */
const optional = ["encoding"];

const packageOf = (imported: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(imported)?.[0] ?? "";

describe("bundles", function () {
  this.timeout(120_000);
  let metafiles: readonly Metafile[];
  let files: ReadonlyMap<string, string>;

  before(async () => {
    const bundled = [...(await bundleAll(root)), ...(await bundlePages())];
    metafiles = bundled.map(({ metafile }) => metafile);
    files = new Map(bundled.flatMap((bundle) => [...bundle.files]));
  });

  it("import only what npm installs with the package", () => {
    const imported = metafiles
      .flatMap(({ outputs }) => Object.values(outputs))
      .flatMap(({ imports }) => imports)
      .filter(({ external, path }) => external && !isBuiltin(path))
      .map(({ path }) => packageOf(path));
    const installed = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    assert.deepEqual(
      [...new Set(imported)].filter((name) => !(name in installed || optional.includes(name))),
      [],
    );
    // The local cloud loads it by a variable.
    assert.deepEqual(
      new Set([...imported, "azbatch-node", ...optional]),
      new Set([...Object.keys(installed), ...optional]),
    );
  });

  it("share no code between the runner and the local cloud", () => {
    const sourcesOf = (entry: string) =>
      Object.keys(metafiles.find(({ outputs }) => `dist/${entry}` in outputs)!.inputs);
    const own = (sources: string[], prefix: string) => sources.filter((path) => path.startsWith(prefix));
    assert.deepEqual(own(sourcesOf("runner/cli/cli.js"), "local/"), []);
    assert.deepEqual(own(sourcesOf("local/cli.js"), "runner/"), []);
  });

  it("leave the SDK of Pulumi to the program that imports azbatch/pulumi, and bring azure-native", () => {
    const { inputs } = metafiles.find(({ outputs }) =>
      Object.keys(outputs).some((path) => path.startsWith("dist/infra/")),
    )!;
    const packages = new Set(
      Object.keys(inputs)
        .filter((path) => path.includes("node_modules/"))
        .map((path) => packageOf(path.slice(path.indexOf("node_modules/") + 13))),
    );
    assert(packages.has("@pulumi/azure-native"));
    assert(!packages.has("@pulumi/pulumi"));
  });

  it("find the files next to the modules that they bundle", () => {
    const addresses = sourceFiles()
      .filter(({ path }) => metafiles.some(({ inputs }) => path in inputs))
      .flatMap(({ path }) =>
        Array.from(
          readFileSync(join(root, path), "utf8").matchAll(
            /(?<![*'] ?.*)new URL\(["`](\.[^"`]*)["`], import\.meta\.url\)/g,
          ),
          ([, relative = ""]) => join(dirname(path), relative.replace("${extname(import.meta.url)}", ".js")),
        ),
      )
      // Pages are not in these bundles: build/pages.ts.
      .filter((path) => !/node_modules\/|…|^\.(local)?$|^browser\//.test(path));
    assert(addresses.length >= 5);
    const assets = assetsIn(root);
    assert.deepEqual(
      addresses.filter((path) => !files.has(path) && !assets.includes(path)),
      [],
    );
  });

  it("contain the version of azure-native, which Pulumi needs to install its plugin", () => {
    const version = JSON.parse(
      readFileSync(join(root, "node_modules/@pulumi/azure-native/package.json"), "utf8"),
    ).version;
    // The Node host reads it to install the plugin before `pulumi up`.
    assert.equal(pulumi.version, version);
    const code = [...files].filter(([path]) => /^(chunks\/)?infra\//.test(path)).map(([, text]) => text);
    assert(code.some((text) => text.includes(`version: "${version}"`)));
  });

  it("come with the licences of all packages in them", () => {
    const notices = thirdPartyNotices(root, metafiles);
    for (const name of ["azurite", "commander", "@pulumi/azure-native", "csv-parse", "preact"])
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
    assert(!/^(mocha|typescript|@biomejs\/biome) \d[^ ]* \(/m.test(notices));
  });
});
