import type { ApiDefinition, OperationDefinition, Schema } from "../schema.ts";
import { definitionsFrom, type PythonModels } from "./python-definitions.ts";

/**
 * The version of a Python client in the shape of the version before it: operations are matched by method and path, definitions by
 * walking both graphs from the pairs of python-names.ts, and what a Python type can't say (int32, readOnly) is taken from `base`.
 */
export const fromPythonModels = (python: PythonModels, base: ApiDefinition): ApiDefinition => ({
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
    throw new Error(`${method} ${path} is new: teach derive/python-models.ts its body and answer.`);
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
