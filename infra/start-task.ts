import { nodeFolder } from "./node-runtime.ts";
import { encodeScript } from "./start-script.ts";

interface NodeRelease {
  readonly version: string;
  /** Name of the folder in the tarball. */
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

export interface StartTaskOptions {
  /** Debian packages, with or without `=version`. */
  readonly packages?: readonly string[];
  /** Text of the user's script; "" for no script. */
  readonly script?: string;
  /** Delay after the first failed download, and its growth after each further one. Default: 5. */
  readonly retrySeconds?: number;
}

/**
 * Returns the command line of a start task that installs Node in the node's shared directory, then the packages, and then runs the
 * user's script. Everything is inline: a node may join weeks after `pulumi up`, when the SAS of a script in a container would
 * have expired. A failure prints a line on stderr and exits with 1, so Batch retries the start task.
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

// One statement per element, without newlines, backslashes or single quotes: Batch splits the command line without a shell and doesn't
// document how it treats them.
const node = ({ version, name, url, sha256 }: NodeRelease, retrySeconds: number): string[] => [
  `home="$AZ_BATCH_NODE_SHARED_DIR/${nodeFolder}"`,
  `new="$home.new"`,
  `works() { [ "$("$1/bin/node" --version 2>&1)" = v${version} ]; }`,
  `load() { curl -fsSL --connect-timeout 20 -o "$new/tar" "$1" || wget -nv -T 20 -t 1 -O "$new/tar" "$1"; }`,
  `install() { ${installNode({ version, name, url, sha256 }, retrySeconds).join("; ")}; }`,
  `{ works "$home" && echo "Node ${version} is already installed"; } || install`,
];

const installNode = ({ version, name, url, sha256 }: NodeRelease, retrySeconds: number): string[] => [
  // Removes the files of an interrupted start task.
  `rm -rf "$new" && mkdir -p "$new" || fail "cannot write to $AZ_BATCH_NODE_SHARED_DIR"`,
  retrying(`load ${url}`, retrySeconds, `5 downloads of ${url} failed`),
  `sum=$(sha256sum < "$new/tar")`,
  `sum="\${sum%% *}"`,
  `[ "$sum" = ${sha256} ] || fail "${url}: expected SHA-256 ${sha256}, got $sum"`,
  `tar -xf "$new/tar" -C "$new" --no-same-owner || fail "cannot unpack ${url}"`,
  `works "$new/${name}" || fail "Node ${version} does not run on this image"`,
  // The rename is atomic, so a task never finds a partial Node.
  `rm -rf "$home" && mv -T "$new/${name}" "$home" && rm -rf "$new" || fail "cannot write to $home"`,
  `echo "Node ${version} installed"`,
];

const installPackages = (names: readonly string[], retrySeconds: number): string[] => {
  const wanted = names.join(" ");
  // On a new node, the image's own updates may hold dpkg's lock for minutes.
  const install = `apt-get -q update && apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install ${wanted}`;
  return [
    // Unlike `apt-cache policy`, dpkg-query needs no package lists, so it works without root.
    `has() { local v=$(dpkg-query -W -f "\${db:Status-Status} \${Version}" "\${1%%=*}" 2>/dev/null); [ "\${v%% *}" = installed ] && { [ "$1" = "\${1%%=*}" ] || [ "\${v#* }" = "\${1#*=}" ]; }; }`,
    `all() { local p; for p in ${wanted}; do has "$p" || return 1; done; }`,
    `export DEBIAN_FRONTEND=noninteractive`,
    `all || { command -v apt-get >/dev/null || fail "no apt-get on this image to install ${wanted}"; ${retrying(`{ ${install}; }`, retrySeconds, `cannot install ${wanted}`)}; }`,
    `echo "packages: ${wanted}"`,
  ];
};

/** Writes the script to a file and executes the file, so that its first line selects the interpreter. */
const runScript = (script: string): string[] => [
  `echo ${encodeScript(script)} | base64 -d | gzip -d > start-script && chmod 700 start-script || fail "cannot write the start script"`,
  `./start-script || fail "the start script failed with exit code $?"`,
];

const retrying = (command: string, retrySeconds: number, failure: string): string =>
  `for try in 1 2 3 4 5; do ${command} && break; [ $try = 5 ] && fail "${failure}"; sleep $((try * ${retrySeconds})); done`;
