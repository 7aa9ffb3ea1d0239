/** A file of a debug dump, not redacted yet: a text, or a value to write as JSON. */
export type DumpFile = { readonly path: string } & (
  | { readonly text: string; readonly json?: never }
  | { readonly json: unknown; readonly text?: never }
);

/** Files about one subject. */
export interface Section {
  /** Subject, as the command and the dump's README show it. */
  readonly about: string;
  readonly files: () => AsyncIterable<DumpFile> | Iterable<DumpFile>;
}

/** Returns a name that is safe as a part of a path. */
export const pathPart = (name: string): string => name.replace(/[^\w.-]/g, "_").slice(0, 120);
