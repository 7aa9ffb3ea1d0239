import { execFile } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

/** An npm registry with the packages that a test publishes. It redirects requests for other packages. */
interface NpmRegistry {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Publishes a tarball as the latest version of its package. */
  publish(tarball: string): Promise<void>;
}

interface Published {
  readonly manifest: Manifest;
  readonly content: Buffer;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Starts a registry on a free port of loopback, until this process ends. `upstream` is the registry of all other packages. */
export const startNpmRegistry = async (upstream: string): Promise<NpmRegistry> => {
  const packages = new Map<string, Published[]>();
  const server = createServer(({ url: path = "/" }, response) => {
    const [, name = "", version] = /^\/([^/]+)(?:\/-\/.*-(\d[^/]*)\.tgz)?$/.exec(path) ?? [];
    const versions = packages.get(decodeURIComponent(name));
    if (versions === undefined) redirect(response, new URL(path.slice(1), upstream));
    else if (version === undefined) sendJson(response, packument(url(), versions));
    else response.end(versions.find(({ manifest }) => manifest.version === version)?.content);
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: url(),
    publish: async (tarball) => {
      const published = await readTarball(tarball);
      const { name } = published.manifest;
      packages.set(name, [...(packages.get(name) ?? []), published]);
    },
  };
};

const readTarball = async (path: string): Promise<Published> => {
  const [content, { stdout }] = await Promise.all([
    readFile(path),
    promisify(execFile)("tar", ["-xzOf", path, "package/package.json"]),
  ]);
  return { manifest: JSON.parse(stdout), content };
};

/** https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
const packument = (registry: string, versions: readonly Published[]): object => {
  const [{ manifest: { name } = { name: "" } } = {}] = versions;
  const entries = versions.map(({ manifest, content }) => {
    const tarball = new URL(`${name}/-/${name}-${manifest.version}.tgz`, registry).href;
    const integrity = `sha512-${hash("sha512", content, "base64")}`;
    return [manifest.version, { ...manifest, dist: { tarball, integrity } }];
  });
  return {
    name,
    "dist-tags": { latest: versions.at(-1)?.manifest.version },
    versions: Object.fromEntries(entries),
  };
};

const sendJson = (response: ServerResponse, body: object): void =>
  void response
    .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
    .end(JSON.stringify(body));

const redirect = (response: ServerResponse, to: URL): void =>
  void response.writeHead(302, { location: to.href }).end();
