import { BatchError } from "../protocol/errors.ts";

/** `{name}` in a template stands for a part of a segment of the path. */
interface Route {
  readonly method: string;
  readonly path: string;
}

interface Match<R extends Route> {
  readonly operation: R;
  /** The path's variables, each decoded once. */
  readonly params: Record<string, string>;
}

/**
 * Finds the entry of a table that a request is for. A file's path is one encoded segment. Nothing there: 404; another
 * verb there: 405; not even a URL: 400.
 */
export const createRouter = <R extends Route>(
  table: readonly R[],
): ((request: { readonly method: string; readonly rawPath: string }) => Match<R>) => {
  const entries = table.map((operation) => ({ operation, pattern: patternOf(operation.path) }));
  return ({ method, rawPath }) => {
    const sameShape = entries.filter(({ pattern }) => pattern.test(rawPath));
    if (sameShape.length === 0) throw new BatchError("ResourceNotFound");
    const entry = sameShape.find(({ operation }) => operation.method === method);
    if (entry === undefined) throw new BatchError("UnsupportedHttpVerb");
    const groups = Object.entries(entry.pattern.exec(rawPath)?.groups ?? {});
    return {
      operation: entry.operation,
      params: Object.fromEntries(groups.map(([name, part]) => [name, decode(part)])),
    };
  };
};

const patternOf = (template: string): RegExp => {
  const escaped = template.replaceAll(/[().]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+?)")}$`);
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) throw new BatchError("InvalidUri");
    throw error;
  }
};
