/** A Node release: `name` is its folder's name in the tarball and on the node. */
export interface NodeRelease {
  readonly version: string;
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

/**
 * Command line of the start task that makes sure of Node in the node's shared directory. The script is inline: a start
 * task runs whenever a node joins, weeks after `pulumi up`, when the SAS of a script in a container would have expired.
 * It says on stderr what went wrong and exits with 1, so that Batch tries it again.
 */
export const startTaskCommandLine = (release: NodeRelease, retrySeconds = 5): string =>
  `/bin/bash -c '${script(release, retrySeconds).join("; ")}'`;

// One statement an element, no quote but the double one: Batch splits a command line without a shell, and how it takes
// newlines and backslashes in it is documented nowhere.
const script = ({ version, name, url, sha256 }: NodeRelease, retrySeconds: number): string[] => [
  `home="$AZ_BATCH_NODE_SHARED_DIR/${name}"`,
  `new="$home.new"`,
  `fail() { echo "start task: $1" >&2; exit 1; }`,
  `works() { [ "$("$1/bin/node" --version 2>&1)" = v${version} ]; }`,
  `works "$home" && { echo "Node ${version} is there"; exit 0; }`,
  // What an interrupted start task left behind.
  `rm -rf "$new" && mkdir -p "$new" || fail "cannot write to $AZ_BATCH_NODE_SHARED_DIR"`,
  `load() { curl -fsSL --connect-timeout 20 -o "$new/tar" "$1" || wget -nv -T 20 -t 1 -O "$new/tar" "$1"; }`,
  `for try in 1 2 3 4 5; do load ${url} && break; [ $try = 5 ] && fail "no download of ${url} in 5 tries"; sleep $((try * ${retrySeconds})); done`,
  `sum=$(sha256sum < "$new/tar")`,
  `[ "$sum" = "${sha256}  -" ] || fail "${url} has SHA-256 $sum, expected ${sha256}"`,
  `tar -xf "$new/tar" -C "$new" --no-same-owner || fail "cannot unpack ${url}"`,
  `works "$new/${name}" || fail "Node ${version} does not run on this image"`,
  // The rename is atomic: a task never sees half a Node.
  `rm -rf "$home" && mv -T "$new/${name}" "$home" && rm -rf "$new" || fail "cannot write to $home"`,
  `echo "Node ${version} installed"`,
];
