import { type BatchRequest, type BatchResult, ok, queryText } from "../batch-request.ts";
import { invalidQuery } from "../errors.ts";

/** The last item of the page before, which `$skiptoken` carries. */
type Position = Readonly<Record<string, string | number>>;

/** Returns `maxresults`, at most `max`, which is Azure's largest page. */
export const pageSize = (request: BatchRequest, max = 1000): number => {
  const size = request.query.maxresults;
  return typeof size === "number" ? Math.min(size, max) : max;
};

export const positionOf = (request: BatchRequest): Position | undefined => {
  const token = queryText(request, "$skiptoken");
  if (token === undefined) return undefined;
  try {
    const position: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (typeof position === "object" && position !== null && !Array.isArray(position))
      return position as Position;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalidQuery("$skiptoken", token, "Expected a token from a nextLink of this service.");
};

/**
 * Returns one page of a list. `items` has one item more than the page's size if there is a next page. The link to that page
 * repeats the query, because clients don't.
 */
export const pageResult = <T>(
  request: BatchRequest,
  page: {
    readonly metadata: string;
    readonly items: readonly T[];
    readonly size: number;
    readonly render: (item: T) => object;
    readonly position: (last: T) => Position;
  },
): BatchResult => {
  const shown = page.items.slice(0, page.size);
  const last = shown.at(-1);
  const more = page.items.length > page.size && last !== undefined;
  return ok({
    "odata.metadata": `${request.baseUrl}/$metadata#${page.metadata}`,
    value: shown.map(page.render),
    ...(more ? { "odata.nextLink": nextLink(request, page.position(last)) } : {}),
  });
};

const nextLink = (request: BatchRequest, position: Position): string => {
  const query = new URLSearchParams(request.rawQuery);
  query.delete("$skiptoken");
  const token = Buffer.from(JSON.stringify(position)).toString("base64url");
  return `${request.baseUrl}${request.rawPath}?${query}&$skiptoken=${token}`;
};
