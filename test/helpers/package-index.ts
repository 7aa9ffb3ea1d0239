import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** Writes a wheel with a module `<name>.py` and a program `<name>-cli` that prints the version. */
const buildWheel = `
import base64, hashlib, sys, zipfile
path, name, version, requires = sys.argv[1:5]
info = "%s-%s.dist-info" % (name, version)
metadata = "Metadata-Version: 2.1\\nName: %s\\nVersion: %s\\n" % (name, version)
files = {
    name + ".py": "version = %r\\ndef main():\\n    print(version)\\n" % version,
    info + "/METADATA": metadata + "".join("Requires-Dist: %s\\n" % each for each in requires.split()),
    info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    info + "/entry_points.txt": "[console_scripts]\\n%s-cli = %s:main\\n" % (name, name),
}
record = ""
with zipfile.ZipFile(path, "w") as wheel:
    for each, text in files.items():
        wheel.writestr(each, text)
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += "%s,sha256=%s,%d\\n" % (each, digest, len(text))
    wheel.writestr(info + "/RECORD", record + info + "/RECORD,,\\n")
`;

/** A package index on loopback. */
export interface PackageIndex {
  readonly url: string;
  /** Paths of all requests so far. */
  readonly requests: readonly string[];
  /** Adds a version of a package, with its requirements. */
  readonly add: (name: string, version: string, requires?: string) => Promise<void>;
  /** Adds a version that has only a source archive. */
  readonly addSource: (name: string, version: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Serves the packages in a folder as PyPI does (PEP 503). */
export const servePackages = async (folder: string): Promise<PackageIndex> => {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://index").pathname;
    requests.push(path);
    const [, kind, name = "", file = ""] = path.split("/");
    try {
      if (kind === "files") return void response.end(await readFile(join(folder, name, file)));
      const links = (await readdir(join(folder, name))).map(
        (each) => `<a href="/files/${name}/${each}">${each}</a>`,
      );
      response.setHeader("Content-Type", "text/html");
      response.end(`<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const place = async (name: string, file: string): Promise<string> => {
    await mkdir(join(folder, name), { recursive: true });
    return join(folder, name, file);
  };
  return {
    url: `http://127.0.0.1:${port}/simple`,
    requests,
    add: async (name, version, requires = "") => {
      const path = await place(name, `${name}-${version}-py3-none-any.whl`);
      execFileSync("python3", ["-c", buildWheel, path, name, version, requires]);
    },
    addSource: async (name, version) => {
      execFileSync("tar", ["-czf", await place(name, `${name}-${version}.tar.gz`), "-T", "/dev/null"]);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
