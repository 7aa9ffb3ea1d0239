import type { OperationDefinition } from "../../local/emulator/protocol/schema.ts";
import type { OperationId } from "../../local/emulator/protocol/types.ts";
import {
  type ApiVersion,
  apiVersions,
  operationOf,
  operations,
} from "../../local/emulator/protocol/versions.ts";
import type { RawRequest } from "../helpers/signed-request.ts";
import { brokenBody, mutatedBody, strangeParameter, strangeSegment } from "./fuzz-mutate.ts";
import { ids, primitiveValue, validValue } from "./fuzz-values.ts";
import type { Random } from "./random.ts";

export interface FuzzedRequest extends RawRequest {
  readonly version: ApiVersion;
  /** The request's operation; undefined if its path or version may match another operation or none. */
  readonly operation?: OperationId;
  readonly selected: boolean;
}

/** Degree of invalidity of a request. */
type Care = "valid" | "nearly" | "nonsense";

/** Returns a request for any operation of any version. `nodes` are the known ids of nodes. */
export const fuzzedRequest = (random: Random, nodes: readonly string[]): FuzzedRequest => {
  const version = random.pick(apiVersions);
  const operation = pickOperation(random, version);
  const definition = operationOf(version, operation);
  const care = careOf(random);
  const path = pathOf(random, { template: definition.path, care, nodes });
  const query = queryOf(random, { definition, version, care });
  const body = bodyOf(random, { definition, version, care });
  const isChanged = care === "nonsense" && random.chance(0.3);
  return {
    version,
    operation: care === "nonsense" ? undefined : operation,
    selected: query.has("$select"),
    method: isChanged ? random.pick(methods) : definition.method,
    path: `${path}?${query}`,
    headers: { ...headersOf(random, care), ...(body === undefined ? {} : contentType(random, care)) },
    body,
  };
};

/** Returns any operation, rarely one that removes much. */
const pickOperation = (random: Random, version: ApiVersion): OperationId => {
  const all = operations(version).map(({ operationId }) => operationId);
  const picked = random.pick(all);
  const isEnd = /^(Pool|Job|JobSchedule)_(Delete|Terminate|Disable)$/.test(picked);
  return isEnd && random.chance(0.8) ? random.pick(all) : picked;
};

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

const careOf = (random: Random): Care => {
  const draw = random.next();
  if (draw < 0.45) return "valid";
  return draw < 0.85 ? "nearly" : "nonsense";
};

const pathOf = (
  random: Random,
  { template, care, nodes }: { template: string; care: Care; nodes: readonly string[] },
): string => {
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const isStrange = random.chance(care === "valid" ? 0 : 0.25);
    return isStrange ? strangeSegment(random) : segmentOf(random, name, nodes);
  });
  if (care !== "nonsense" || random.chance(0.5)) return path;
  return random.pick([
    `${path}/`,
    `/${path}`,
    path.toUpperCase(),
    `${path}/..`,
    `${path}//x`,
    "/",
    "*",
    "/..%2f..",
    `${path}/${strangeSegment(random)}`,
  ]);
};

const segmentOf = (random: Random, name: string, nodes: readonly string[]): string => {
  const known: Readonly<Record<string, readonly string[]>> = {
    poolId: ids.pool,
    jobId: ids.job,
    taskId: ids.task,
    jobScheduleId: ids.schedule,
    nodeId: nodes,
    filePath: [
      "stdout.txt",
      "wd",
      "stderr.txt",
      "wd%2Fa.txt",
      "startup%2Fwd",
      "shared",
      "workitems",
      "absent",
    ],
  };
  const candidates = known[name] ?? ["a"];
  return candidates.length === 0 || random.chance(0.05) ? "absent" : random.pick(candidates);
};

const queryOf = (
  random: Random,
  { definition, version, care }: { definition: OperationDefinition; version: ApiVersion; care: Care },
): URLSearchParams => {
  const query = new URLSearchParams();
  const isWrong = care === "nonsense" && random.chance(0.2);
  if (!isWrong) query.set("api-version", version);
  else if (random.chance(0.5)) query.set("api-version", random.pick([...apiVersions, "2011-01-01.1.0", "'"]));
  for (const [name, schema] of Object.entries(definition.query)) {
    if (!random.chance(0.2)) continue;
    const isStrange = random.chance(care === "valid" ? 0 : 0.4);
    if (isStrange) query.append(name, strangeParameter(random));
    else if (schema.type !== "string" || !name.startsWith("$"))
      query.append(name, String(primitiveValue(random, schema)));
    else query.append(name, random.pick(fitting[name] ?? ["a"]));
    if (care === "nonsense" && random.chance(0.1)) query.append(name, "again");
  }
  if (definition.paged === true && random.chance(care === "valid" ? 0 : 0.1))
    query.set("$skiptoken", strangeParameter(random));
  if (care === "nonsense" && random.chance(0.2)) query.append(strangeParameter(random), "x");
  return query;
};

const fitting: Readonly<Record<string, readonly string[]>> = {
  $filter: [
    "state eq 'active'",
    "startswith(id, 't')",
    "startswith(name, 'std')",
    "id eq 't1' or id eq 't2'",
  ],
  $select: ["id", "id,state", "id, url"],
  $expand: ["stats"],
};

const bodyOf = (
  random: Random,
  { definition, version, care }: { definition: OperationDefinition; version: ApiVersion; care: Care },
): string | undefined => {
  if (definition.body === undefined) {
    return care === "nonsense" && random.chance(0.2) ? brokenBody(random, "{}") : undefined;
  }
  const body = validValue(random, { version, schema: { $ref: definition.body } });
  if (care === "valid") return JSON.stringify(body);
  if (care === "nearly") return JSON.stringify(random.chance(0.7) ? mutatedBody(random, body) : body);
  return random.chance(0.1) ? undefined : brokenBody(random, JSON.stringify(body));
};

const contentType = (random: Random, care: Care): Record<string, string> => ({
  "content-type":
    care === "nonsense"
      ? random.pick([
          "application/json",
          "text/plain",
          "multipart/form-data",
          "x",
          "application/json; charset=utf-16",
        ])
      : "application/json; odata=minimalmetadata",
});

const headersOf = (random: Random, care: Care): Record<string, string> => {
  const headers: Record<string, string> = {};
  const share = care === "valid" ? 0 : 0.15;
  for (const [name, values] of Object.entries(conditional)) {
    if (random.chance(share)) headers[name] = random.pick(values);
  }
  if (random.chance(0.2)) headers["client-request-id"] = "11111111-1111-1111-1111-111111111111";
  if (random.chance(0.2)) headers["return-client-request-id"] = "true";
  return headers;
};

const dates = ["Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2096 00:00:00 GMT", "never"];

const conditional: Readonly<Record<string, readonly string[]>> = {
  "if-match": ["*", '"0x8D"', "", "W/x"],
  "if-none-match": ["*", "0x8D"],
  "if-modified-since": dates,
  "if-unmodified-since": dates,
  "ocp-range": ["bytes=0-1", "bytes=5-", "bytes=-5", "bytes=9-1", "bytes=99999999999999999999-", "lines=1"],
};
