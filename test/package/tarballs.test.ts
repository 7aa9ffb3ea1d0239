import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { filesIn, packAll, root } from "./packed.ts";

/** Kinds of files in each package. */
const kinds: Readonly<Record<string, readonly RegExp[]>> = {
  azbatch: [
    /^(package\.json|README\.md|SKILL\.md|LICENSE|NOTICE|runner\/cli\/bin\.mjs)$/,
    /^dist\/(THIRD-PARTY-NOTICES|package\.json|Pulumi\.yaml)$/,
    /^dist\/(runner|local|task|infra|chunks)\/.*\.js$/,
    /^dist\/(task|infra)\/.*\.d\.ts$/,
    /^dist\/browser\/(report|dashboard)\.(css|js)$/,
    // Read by programs.
    /^dist\/(local\/emulator\/protocol\/azure-batch\.json|runner\/job\/(check-outputs\.sh|fetch-inputs\.ts|install-packages\.sh|record-usage\.sh))$/,
    // Templates of `azbatch new`.
    /^dist\/task\/[a-z-]+\/[a-z-]+\.(ts|py|sh)$/,
    /^dist\/data\/[a-z]+\.txt$/,
    // Source of `pulumi package add`.
    /^plugin\/(PulumiPlugin\.yaml|index\.cjs|package\.json|schema\.json)$/,
  ],
  "azbatch-node": [/^(package\.json|LICENSE|index\.mjs)$/],
  "create-azbatch": [
    /^(package\.json|README\.md|LICENSE|index\.mjs)$/,
    /^template\/(package\.json|Pulumi(\.dev)?\.yaml|README\.md|index\.ts|tsconfig\.json|_gitignore)$/,
    /^template\/\.github\/workflows\/submit\.yml$/,
  ],
  "azure-batch-emulator": [
    /^(package\.json|README\.md|faults\/README\.md|dist\/(LICENSE|NOTICE))$/,
    /^dist\/.*\.(d\.ts|js)$/,
    /^dist\/protocol\/azure-batch\.json$/,
  ],
};

/** Paths of this machine and private keys. */
const forbidden = [
  root,
  `${homedir()}/`,
  "-----BEGIN PRIVATE KEY-----\n",
  "-----BEGIN RSA PRIVATE KEY-----\n",
];

describe("tarballs", function () {
  this.timeout(180_000);

  it("contain only files of the intended kinds, and nothing of this machine", async () => {
    const tarballs = await packAll();
    assert.deepEqual(Object.keys(tarballs).sort(), Object.keys(kinds).sort());
    for (const [name, tarball] of Object.entries(tarballs)) {
      const files = await filesIn(tarball);
      const isIntended = (path: string) => kinds[name]?.some((kind) => kind.test(path));
      assert.deepEqual(
        files.filter((path) => !isIntended(path) || /(^|[./])tests?\b/.test(path)),
        [],
        name,
      );
      for (const kind of kinds[name] ?? [])
        assert(
          files.some((path) => kind.test(path)),
          `${name}: ${kind}`,
        );
      const { stdout } = await promisify(execFile)("tar", ["-xzOf", tarball], { maxBuffer: 1e9 });
      assert.deepEqual(
        forbidden.filter((text) => stdout.includes(text)),
        [],
        name,
      );
    }
  });
});
