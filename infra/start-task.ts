import { nodeFolder } from "./node-runtime.ts";
import { encodeScript } from "./start-script.ts";

/** A Node release: `name` is its folder's name in the tarball. */
interface NodeRelease {
  readonly version: string;
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

export interface StartTaskOptions {
  /** Debian packages, with or without `=version`. */
  readonly packages?: readonly string[];
  /** What is in the user's script; "" for none. */
  readonly script?: string;
  /** What is waited after the first failure of a download, and after each one more that much longer. */
  readonly retrySeconds?: number;
}

/**
 * Command line of the start task that makes sure of Node in the node's shared directory, then of the packages, and then runs
 * the user's script. All is inline: a start task runs whenever a node joins, weeks after `pulumi up`, when the SAS of a script
 * in a container would have expired. It says on stderr what went wrong and exits with 1, so that Batch tries it again.
 */
export const startTaskCommandLine = (
  release: NodeRelease,
  { packages = [], script = "", retrySeconds = 5 }: StartTaskOptions = {},
): string => {
  const statements = [
    `fail() { echo "start task: $1" >&2; exit 1; }`,
    ...node(release, retrySeconds),
    ...(packages.length === 0 ? [] : installPackages(packages, retrySeconds)),
    ...(script === "" ? [] : runScript(script)),
  ];
  return `/bin/bash -c '${statements.join("; ")}'`;
};

// One statement an element, no quote but the double one: Batch splits a command line without a shell, and how it takes
// newlines and backslashes in it is documented nowhere.
const node = ({ version, name, url, sha256 }: NodeRelease, retrySeconds: number): string[] => [
  `home="$AZ_BATCH_NODE_SHARED_DIR/${nodeFolder}"`,
  `new="$home.new"`,
  `works() { [ "$("$1/bin/node" --version 2>&1)" = v${version} ]; }`,
  `load() { curl -fsSL --connect-timeout 20 -o "$new/tar" "$1" || wget -nv -T 20 -t 1 -O "$new/tar" "$1"; }`,
  `install() { ${installNode({ version, name, url, sha256 }, retrySeconds).join("; ")}; }`,
  `{ works "$home" && echo "Node ${version} is there"; } || install`,
];

const installNode = ({ version, name, url, sha256 }: NodeRelease, retrySeconds: number): string[] => [
  // What an interrupted start task left behind.
  `rm -rf "$new" && mkdir -p "$new" || fail "cannot write to $AZ_BATCH_NODE_SHARED_DIR"`,
  retrying(`load ${url}`, retrySeconds, `no download of ${url} in 5 tries`),
  `sum=$(sha256sum < "$new/tar")`,
  `[ "$sum" = "${sha256}  -" ] || fail "${url} has SHA-256 $sum, expected ${sha256}"`,
  `tar -xf "$new/tar" -C "$new" --no-same-owner || fail "cannot unpack ${url}"`,
  `works "$new/${name}" || fail "Node ${version} does not run on this image"`,
  // The rename is atomic: a task never sees half a Node.
  `rm -rf "$home" && mv -T "$new/${name}" "$home" && rm -rf "$new" || fail "cannot write to $home"`,
  `echo "Node ${version} installed"`,
];

const installPackages = (names: readonly string[], retrySeconds: number): string[] => {
  const wanted = names.join(" ");
  // On a fresh node the image's own updates may hold dpkg's lock for minutes.
  const install = `apt-get -q update && apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install ${wanted}`;
  return [
    // `apt-cache policy` would need the lists; this needs nothing, and is all that a machine without root can do.
    `has() { local v=$(dpkg-query -W -f "\${db:Status-Status} \${Version}" "\${1%%=*}" 2>/dev/null); [ "\${v%% *}" = installed ] && { [ "$1" = "\${1%%=*}" ] || [ "\${v#* }" = "\${1#*=}" ]; }; }`,
    `all() { local p; for p in ${wanted}; do has "$p" || return 1; done; }`,
    `export DEBIAN_FRONTEND=noninteractive`,
    `all || { command -v apt-get >/dev/null || fail "no apt-get on this image to install ${wanted}"; ${retrying(`{ ${install}; }`, retrySeconds, `cannot install ${wanted}`)}; }`,
    `echo "packages: ${wanted}"`,
  ];
};

/** Packed, so that nothing of it needs quotes. It runs by itself, so that its first line says with what. */
const runScript = (script: string): string[] => [
  `echo ${encodeScript(script)} | base64 -d | gzip -d > start-script && chmod 700 start-script || fail "cannot write the start script"`,
  `./start-script || fail "the start script ended with exit code $?"`,
];

const retrying = (command: string, retrySeconds: number, failure: string): string =>
  `for try in 1 2 3 4 5; do ${command} && break; [ $try = 5 ] && fail "${failure}"; sleep $((try * ${retrySeconds})); done`;
