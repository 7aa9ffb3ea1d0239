import { BatchError } from "./errors.ts";

/** `{name}` in a template stands for one segment of the path. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/**
 * The entry of the table that a request is for, and the path's variables, each decoded once. A file's path is one
 * encoded segment. Nothing there: 404; another verb there: 405; not even a URL: 400.
 */
export const route = <R extends Route>(
  table: readonly R[],
  request: { readonly method: string; readonly rawPath: string },
): { readonly operation: R; readonly params: Record<string, string> } => {
  const segments = request.rawPath.split("/");
  const sameShape = table.filter((each) => fits(each.path, segments));
  if (sameShape.length === 0) throw new BatchError("ResourceNotFound");
  const operation = sameShape.find((each) => each.method === request.method);
  if (operation === undefined) throw new BatchError("UnsupportedHttpVerb");
  const names = operation.path.split("/");
  const params = names.flatMap((name, at) =>
    name.startsWith("{") ? [[name.slice(1, -1), decode(segments[at] ?? "")]] : [],
  );
  return { operation, params: Object.fromEntries(params) };
};

const fits = (template: string, segments: readonly string[]): boolean => {
  const parts = template.split("/");
  if (parts.length !== segments.length) return false;
  return parts.every((part, at) => (part.startsWith("{") ? segments[at] !== "" : part === segments[at]));
};

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) throw new BatchError("InvalidUri");
    throw error;
  }
};
