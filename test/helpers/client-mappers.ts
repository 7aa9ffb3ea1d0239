/** Mapper of a value in Azure's generated clients (@azure/core-client, @azure/ms-rest-js). */
export interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly constraints?: {
    readonly InclusiveMinimum?: number;
    readonly InclusiveMaximum?: number;
    readonly MinLength?: number;
    readonly MaxLength?: number;
    readonly MinItems?: number;
    readonly MaxItems?: number;
    readonly Pattern?: RegExp | string;
  };
  readonly type: {
    readonly name: string;
    readonly allowedValues?: readonly unknown[];
    readonly className?: string;
    readonly modelProperties?: Readonly<Record<string, Mapper>>;
    readonly element?: Mapper;
    readonly value?: Mapper;
  };
}

interface Parameter {
  readonly mapper: Mapper;
}

/** Specification of an operation in a generated client. */
export interface OperationSpec {
  readonly httpMethod: string;
  readonly path?: string;
  readonly urlParameters?: readonly Parameter[];
  readonly queryParameters?: readonly Parameter[];
  readonly requestBody?: Parameter;
  readonly responses: Readonly<Record<string, { readonly bodyMapper?: Mapper | undefined }>>;
  readonly serializer: { readonly modelMappers: Readonly<Record<string, unknown>> };
}

interface Client {
  sendOperationRequest(args: never, spec: never): Promise<unknown>;
}

/** Returns the specification of the first operation that `call` makes `client` send. Nothing is sent. */
export const operationSpecOf = async (
  client: Client,
  call: () => Promise<unknown>,
): Promise<OperationSpec | undefined> => {
  let found: OperationSpec | undefined;
  const { sendOperationRequest } = client;
  client.sendOperationRequest = (_args: unknown, spec: OperationSpec) => {
    found ??= spec;
    return Promise.reject(new Error("not sent"));
  };
  try {
    await call();
  } catch {
    // The client's method fails because nothing is sent, or because it rejects the arguments.
  } finally {
    client.sendOperationRequest = sendOperationRequest;
  }
  return found;
};

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Returns the JSON Schema of a mapper's value, without `required` and `readOnly`; `reference` returns that of a class of the client. */
export const schemaOfMapper = (
  { type, constraints = {} }: Mapper,
  reference: (className: string) => JsonSchema,
): JsonSchema => {
  const { name, className, element, value, allowedValues } = type;
  if (name === "Composite") return reference(className!);
  if (name === "Sequence")
    return { type: "array", items: schemaOfMapper(element!, reference), ...limits(constraints) };
  if (name === "Dictionary")
    return { type: "object", additionalProperties: schemaOfMapper(value!, reference) };
  if (name === "Enum") return { type: "string", enum: allowedValues };
  return { ...primitives[name], ...limits(constraints) };
};

const primitives: Readonly<Record<string, JsonSchema>> = {
  String: { type: "string" },
  Uuid: { type: "string" },
  Boolean: { type: "boolean" },
  Number: { type: "number" },
  Object: { type: "object" },
  any: {},
  DateTime: { type: "string", format: "date-time" },
  TimeSpan: { type: "string", format: "duration" },
};

const limits = (constraints: NonNullable<Mapper["constraints"]>): JsonSchema => {
  const { Pattern } = constraints;
  const all = {
    minimum: constraints.InclusiveMinimum,
    maximum: constraints.InclusiveMaximum,
    minLength: constraints.MinLength,
    maxLength: constraints.MaxLength,
    minItems: constraints.MinItems,
    maxItems: constraints.MaxItems,
    pattern: typeof Pattern === "object" ? Pattern.source : Pattern,
  };
  return Object.fromEntries(Object.entries(all).filter(([, limit]) => limit !== undefined));
};
