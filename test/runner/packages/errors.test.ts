import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { localTarget } from "../../../runner/packages/local-target.ts";
import { packageCache } from "../../../runner/packages/package-cache.ts";
import { readPackages } from "../../../runner/packages/packages.ts";
import { findRequirements, type Requirements } from "../../../runner/packages/requirement-source.ts";
import { resolveRequirements } from "../../../runner/packages/resolve.ts";
import { targetOfPool } from "../../../runner/packages/target.ts";
import { findTools, type Tools } from "../../../runner/packages/tools.ts";
import { type Mistakes, printedErrors } from "../../helpers/printed-errors.ts";
import { assertSnapshot, normalise } from "../../helpers/snapshot.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";

const { signal } = new AbortController();

/** Finds the requirements in a file with this content. */
const inFile = (content: string, name = "requirements.txt") =>
  withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, name), content);
    return findRequirements({}, name, folder);
  });

const target = { python: "3.12", machine: "x86_64", glibc: [2, 39] } as const;

/** Resolves requirements with a uv that prints this. */
const resolving = (stderr: string, stdout?: string) => () =>
  withTemporaryFolder(async (work) => {
    const ran = async () => ({ code: stdout === undefined ? 1 : 0, stdout: stdout ?? "", stderr });
    const tools: Tools = { uv: ran, pip: ran };
    const hash = `--hash=sha256:${"a".repeat(64)}`;
    await writeFile(join(work, "requirements.txt"), `numpy==2.0 ${hash}\nrequests\n`);
    const requirements = (await findRequirements({}, "requirements.txt", work)) as Requirements;
    return resolveRequirements({ requirements, target, tools, work, refresh: false });
  });

const mistakes: Mistakes = {
  "a missing file": () => findRequirements({}, "/nowhere/requirements.txt", "/"),
  "a missing included file": () => inFile("-r more.txt\n"),
  "a file that includes itself": () => inFile("-r requirements.txt\n"),
  "a repository": () => inFile("lib @ git+https://host/lib.git\n"),
  "a project": () => inFile("-e .\n"),
  "an unknown option": () => inFile("--global-option x\n"),
  "source archives": () => inFile("--no-binary numpy\n"),
  "an option in a list": () => findRequirements({ requirements: ["--pre"] }, undefined, "/"),
  "a repository in pyproject.toml": () =>
    inFile('[tool.uv.sources]\nlib = { git = "https://host/lib" }\n', "pyproject.toml"),
  "a script without metadata": () => inFile("print()\n", "stats.py"),
  "a newer Python than the nodes have": async () => {
    const requirements = await inFile('[project]\nrequires-python = ">=3.13"\n', "pyproject.toml");
    return readPackages({ requirements: requirements as Requirements, target, env: {}, signal });
  },
  "an unknown image": () => targetOfPool({ poolId: "workers", nodeAgentSkuId: "batch.node.el 9" }, undefined),
  "a Python that this machine doesn't have": () => localTarget("3.3", signal),
  "neither uv nor pip": () =>
    withTemporaryFolder((folder) =>
      findTools({ env: { PATH: folder }, signal, cache: packageCache({ XDG_CACHE_HOME: folder }) }),
    ),
  "no wheel": resolving(
    "error: No solution found when resolving dependencies\n  cause: Because all versions of pyspark have no usable wheels and you require pyspark, we can conclude that your requirements are unsatisfiable.\n\nhint: Wheels are required for `pyspark` because building from source is disabled\n",
  ),
  "versions that don't fit together": resolving(
    "error: No solution found when resolving dependencies\n  cause: Because requests==2.34 depends on idna>=3 and you require idna<3, we can conclude that your requirements are unsatisfiable.\n",
  ),
  "a requirement that uv can't parse": resolving(
    'error: Couldn\'t parse requirement in `requirements.txt` at position 0\n  cause: no such comparison operator "=", must be one of ~= == != <= >= < > ===\n         six=1.15\n            ^^^^^\n',
  ),
  "invalid TOML": resolving(
    'error: TOML parse error at line 1, column 22\n  |\n1 | dependencies = ["six"\n  |                      ^\nunclosed array, expected `]`\n',
  ),
  "a pyproject.toml without dependencies": resolving("error: Building source distributions is disabled\n"),
  "an unreachable index": resolving(
    "error: Request failed after 3 retries in 5.6s\n  cause: Failed to fetch: https://***@host/simple/idna/\n  cause: error sending request for url (https://***@host/simple/idna/)\n  cause: Connection refused (os error 111)\n",
  ),
  "another hash": resolving("", `numpy==2.0 --hash=sha256:${"b".repeat(64)}\n`),
};

describe("packages: errors", () => {
  it("prints every error", async () => {
    const { text } = await printedErrors(mistakes);
    const own = { "<version>": /(?<=got )3\.\d+(?= *$)|(?<=to ")3\.\d+(?=")/gm };
    await assertSnapshot("packages/errors", normalise(text, own));
  });
});
