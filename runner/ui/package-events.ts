/** Events about the Python packages of a run. */
export type PackageEvent = Resolving | PackagesFound;

/**
 * Progress of finding Python packages.
 * @commands submit
 */
interface Resolving {
  readonly event: "resolving";
  readonly step: "resolving" | "downloading";
  /** Downloaded packages. */
  readonly done: number;
  /** Packages to download; 0 while they are not known. */
  readonly total: number;
}

/**
 * The Python packages of the run are on this machine.
 * @commands submit
 */
interface PackagesFound {
  readonly event: "packages";
  readonly packages: number;
  /** Size of the wheels. */
  readonly bytes: number;
  /** Version on the nodes, such as `3.12`. */
  readonly python: string;
  /** Platform of the nodes, such as `x86_64-manylinux_2_39`. */
  readonly platform: string;
}
