/** A file or folder of this machine that tasks find under the same relative path. */
export interface Shipped {
  /** Absolute. */
  readonly path: string;
  /** Path relative to the current folder and to a task's working directory, with `/`. */
  readonly name: string;
  /** The script that imports it, if no command names it. */
  readonly importedBy?: string | undefined;
}
