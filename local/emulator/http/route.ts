import { BatchError } from "../protocol/errors.ts";
import type { OperationId } from "../protocol/types.ts";
import { type ApiVersion, apiVersions, operations } from "../protocol/versions.ts";

/** An entry of a router's table. `{name}` in the path stands for a part of a segment. */
interface Route {
  readonly operationId: OperationId;
  readonly method: string;
  readonly path: string;
}

interface RoutedRequest {
  readonly method: string;
  /** As sent, percent-encoded. */
  readonly rawPath: string;
}

interface Match {
  readonly operation: OperationId;
  /** The path's variables, each decoded once. */
  readonly params: Record<string, string>;
}

type Router = (request: RoutedRequest) => Match;

/**
 * Returns the operation of an API version that a request is for.
 *
 * @throws BatchError ResourceNotFound for an unknown path, UnsupportedHttpVerb for a known one with another method, InvalidUri
 * for a variable that can't be decoded.
 */
export const routeInVersion = (version: ApiVersion, request: RoutedRequest): Match =>
  routers[version](request);

/** Returns the operation of any API version that a request is for. Throws as `routeInVersion` does. */
export const routeInAny = (request: RoutedRequest): Match => routerOfAll(request);

const createRouter = (routes: readonly Route[]): Router => {
  const entries = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  return ({ method, rawPath }) => {
    const sameShape = entries.filter(({ pattern }) => pattern.test(rawPath));
    if (sameShape.length === 0) throw new BatchError("ResourceNotFound");
    const entry = sameShape.find((each) => each.method === method);
    if (entry === undefined) throw new BatchError("UnsupportedHttpVerb");
    const groups = Object.entries(entry.pattern.exec(rawPath)?.groups ?? {});
    return {
      operation: entry.operationId,
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

const routers = Object.fromEntries(
  apiVersions.map((version) => [version, createRouter(operations(version))]),
) as Record<ApiVersion, Router>;

const routerOfAll = createRouter([
  ...new Map(apiVersions.flatMap(operations).map((route) => [route.operationId, route])).values(),
]);
