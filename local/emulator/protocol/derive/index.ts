/**
 * Derives azure-batch.json from Azure's API definitions. Run it by hand when a version is added or a limit changes, and
 * `npm run generate` afterwards:
 *
 *     node local/emulator/protocol/derive/index.ts <folder of specs> && npx biome format --write local/emulator/protocol/azure-batch.json
 *
 * The folder has `data-plane/<version>/BatchService.json` of Azure/azure-rest-api-specs and `derived/data-plane-2025-06-01.…json`, made
 * from the Python client, because that version has no Swagger file. The specs aren't part of this repository, and azure-batch.json has none of
 * their descriptions. test/local/emulator/protocol compares it with @azure/batch and with Azure's examples,
 * test/conformance/clients/python/definition.py with the Python clients.
 *
 * To add a version, add it to `apiVersions` first. What its clients send or expect otherwise, other than properties that come and go, is in
 * ../forms/changes.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ApiDefinition, ApiDifference, OperationDefinition, Schema } from "../schema.ts";
import { apiVersions, baseVersion, neighborOf } from "../versions.ts";
import { differenceOf, withoutUnused } from "./difference.ts";
import { withLimits } from "./limits.ts";
import { definitionsFrom, type PythonModels } from "./python-definitions.ts";
import { fromSwagger, type Swagger } from "./swagger.ts";

/** Returns the content of azure-batch.json for the specs in that folder. */
const derive = (specs: string) => {
  const base = swaggerOf(specs, baseVersion);
  const python = readJson(join(specs, "derived/data-plane-2025-06-01.from-pypi-azure-batch-15.1.0.json"));
  const definitions = new Map(
    apiVersions.map((version): [string, ApiDefinition] => [
      version,
      finish(
        version === "2025-06-01" ? fromPythonModels(python as PythonModels, base) : swaggerOf(specs, version),
      ),
    ]),
  );
  const of = (version: string) => definitions.get(version) as ApiDefinition;
  const differences = apiVersions.flatMap((version): [string, ApiDifference][] => {
    const neighbor = neighborOf(version);
    return neighbor === undefined ? [] : [[version, differenceOf(of(neighbor), of(version))]];
  });
  return { base: of(baseVersion), differences: Object.fromEntries(differences) };
};

const swaggerOf = (specs: string, version: string): ApiDefinition =>
  fromSwagger(readJson(join(specs, "data-plane", version, "BatchService.json")) as Swagger);

const finish = (api: ApiDefinition): ApiDefinition => withoutUnused(withLimits(api));

/**
 * The version of a Python client in the shape of the version before it: operations are matched by method and path, definitions by
 * walking both graphs from the pairs of python-names.ts, and what a Python type can't say (int32, readOnly) is taken from `base`.
 */
const fromPythonModels = (python: PythonModels, base: ApiDefinition): ApiDefinition => ({
  operations: Object.fromEntries(python.operations.map((operation) => operationFrom(operation, base))),
  definitions: { ...base.definitions, ...definitionsFrom(python, base.definitions) },
});

const operationFrom = (
  { method, path, query, success }: PythonModels["operations"][number],
  base: ApiDefinition,
): [string, OperationDefinition] => {
  const found = Object.entries(base.operations).find(
    ([, each]) => each.method === method && each.path === path,
  );
  if (found === undefined)
    throw new Error(`${method} ${path} is new: teach derive/index.ts its body and answer.`);
  const [operationId, known] = found;
  const parameters = query.filter((name) => name !== "api-version").map((name) => parameterFrom(name, known));
  const responses = success.map((status) => [String(status), known.responses[status] ?? null]);
  return [
    operationId,
    { ...known, query: Object.fromEntries(parameters), responses: Object.fromEntries(responses) },
  ];
};

/** Names of query parameters are compared without case when a request is read, so `timeOut` may stay `timeout`. */
const parameterFrom = (name: string, known: OperationDefinition): [string, Schema] =>
  Object.entries(known.query).find(([other]) => other.toLowerCase() === name.toLowerCase()) ?? [
    name,
    { type: "string" },
  ];

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

if (import.meta.main) {
  const specs = process.argv[2];
  if (specs === undefined) throw new Error("Expected the folder of the specs as the only argument.");
  writeFileSync(new URL("../azure-batch.json", import.meta.url), `${JSON.stringify(derive(specs))}\n`);
}
