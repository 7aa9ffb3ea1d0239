import { type BatchRequest, type BatchResult, ok, queryText, type ResourceHead } from "../batch-request.ts";
import { select } from "./select.ts";

/** Returns a resource with the properties that the request's `$select` names. `set` is its name in `odata.metadata`. */
export const element = (
  request: BatchRequest,
  { set, json, head }: { readonly set: string; readonly json: object; readonly head?: ResourceHead },
): BatchResult => {
  const selected = select(queryText(request, "$select"))(json);
  return ok({ "odata.metadata": `${request.baseUrl}/$metadata#${set}/@Element`, ...selected }, head);
};
