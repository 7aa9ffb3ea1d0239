import { BatchManagementClient } from "@azure/arm-batch";
import { Ajv, type ErrorObject } from "ajv";
import {
  type JsonSchema,
  type Mapper,
  type OperationSpec,
  operationSpecOf,
  schemaOfMapper,
} from "../helpers/client-mappers.ts";

/** Checks the paths and bodies of PUTs against Azure Resource Manager's definition of `Microsoft.Batch`, as @azure/arm-batch has it. */
class ArmDefinitions {
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #puts: readonly OperationSpec[];

  constructor(puts: readonly OperationSpec[]) {
    this.#puts = puts;
    this.#ajv.addFormat("duration", /^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/);
    this.#ajv.addFormat("date-time", true);
    this.#ajv.addSchema({ definitions: definitionsOf(puts) }, "arm");
  }

  /** @param path ends like the definition's: `/pools/{poolName}` */
  problemsOfPut(path: string, names: Readonly<Record<string, unknown>>, body: unknown): string[] {
    const put = this.#puts.find((each) => each.path?.endsWith(path));
    if (put === undefined) throw new Error(`no PUT of ${path} in the definition`);
    const inPath = (put.urlParameters ?? []).flatMap(({ mapper }) => {
      const name = mapper.serializedName!;
      return name in names ? this.#problems(`path ${name}`, schemaOfMapper(mapper, refer), names[name]) : [];
    });
    const { className } = put.requestBody!.mapper.type;
    return [...inPath, ...this.#problems(className!, refer(className!), body)];
  }

  #problems(key: string, schema: JsonSchema, value: unknown): string[] {
    const validate = this.#ajv.compile(schema);
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${key}${explain(error)}`);
  }
}

/** Returns the checks of what @azure/arm-batch sends to create a Batch account and a pool. */
export const armDefinitions = async (): Promise<ArmDefinitions> => {
  const client = new BatchManagementClient({ getToken: async () => null }, "subscription");
  const calls = [
    () => client.batchAccountOperations.beginCreate("group", "account", { location: "westeurope" }),
    () => client.poolOperations.create("group", "account", "pool", {}),
  ];
  const puts: OperationSpec[] = [];
  for (const call of calls) puts.push((await operationSpecOf(client, call))!);
  return new ArmDefinitions(puts);
};

export const explain = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath}: ${message} ${JSON.stringify(params)}`;

const refer = (className: string): JsonSchema => ({ $ref: `arm#/definitions/${className}` });

const definitionsOf = (puts: readonly OperationSpec[]): Record<string, JsonSchema> =>
  Object.fromEntries(
    puts
      .flatMap(({ serializer }) => Object.values(serializer.modelMappers) as Mapper[])
      .filter(({ type }) => type.modelProperties !== undefined)
      .map(({ type }) => [
        type.className!,
        closedObject([...Object.values(type.modelProperties!), ...(newer[type.className!] ?? [])]),
      ]),
  );

/** Properties that we use of API version 2024-07-01, which azure-native 3.28.0 sends; @azure/arm-batch 9.1.0 has 2023-11-01. */
const newer: Readonly<Record<string, readonly Mapper[]>> = {
  Pool: [
    {
      serializedName: "tags",
      type: { name: "Dictionary", value: { type: { name: "String" } } },
    },
  ],
};

/** Refuses unknown properties, which Azure ignores, and read-only ones. */
const closedObject = (mappers: readonly Mapper[], prefix = ""): JsonSchema => {
  // The clients flatten `properties`: its members have names like `properties.vmSize`.
  const own = mappers.filter(({ serializedName = "" }) => serializedName.startsWith(prefix));
  const nameOf = ({ serializedName = "" }: Mapper) => serializedName.slice(prefix.length).split(".")[0]!;
  const isNested = ({ serializedName = "" }: Mapper) => serializedName.slice(prefix.length).includes(".");
  return {
    type: "object",
    required: own.filter((each) => each.required === true && !isNested(each)).map(nameOf),
    properties: Object.fromEntries(
      own.map((each) => [
        nameOf(each),
        isNested(each) ? closedObject(own, `${prefix}${nameOf(each)}.`) : valueSchema(each),
      ]),
    ),
    additionalProperties: false,
  };
};

const valueSchema = (mapper: Mapper): JsonSchema =>
  mapper.readOnly === true ? { not: {} } : schemaOfMapper(mapper, refer);
