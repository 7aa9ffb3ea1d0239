import type { Schema } from "../../local/emulator/protocol/schema.ts";
import { type ApiVersion, definitionOf } from "../../local/emulator/protocol/versions.ts";
import type { Random } from "./random.ts";

/** Valid values of the API's definition that are safe to run: known commands, and URLs that lead nowhere. */
export const validValue = (random: Random, { version, schema, name = "", depth = 0 }: Place): unknown => {
  const known = Object.hasOwn(harmless, name) ? harmless[name] : undefined;
  if (known !== undefined) return random.pick(known);
  if (schema.$ref !== undefined) {
    const found = definitionOf(version).definitions[schema.$ref];
    if (found === undefined) throw new Error(`no definition ${schema.$ref}`);
    return validValue(random, { version, schema: found, name, depth });
  }
  if (schema.type === "object") return objectValue(random, { version, schema, depth });
  if (schema.type === "array") return arrayValue(random, { version, schema, name, depth });
  return primitiveValue(random, schema);
};

interface Place {
  readonly version: ApiVersion;
  readonly schema: Schema;
  /** Name of the property, or of the parent for an array's items. */
  readonly name?: string;
  readonly depth?: number;
}

/** Ids of resources and requests. */
export const ids = {
  pool: ["p0", "p0", "p0", "p1"],
  job: ["j0", "j0", "j0", "j1", "j2"],
  task: ["t0", "t0", "t1", "t2", "t3", "t4"],
  schedule: ["s0", "s1"],
} as const;

const nowhere = "http://127.0.0.1:1/container/blob?sv=2022&sig=secret";

const harmless: Readonly<Record<string, readonly unknown[]>> = {
  id: [...ids.pool, ...ids.job, ...ids.task, ...ids.schedule],
  poolId: ids.pool,
  commandLine: [
    "/bin/true",
    "/bin/false",
    "/bin/echo said",
    "/bin/sleep 0.2",
    "no-such-program",
    "",
    "'",
    "/bin/cat /",
  ],
  httpUrl: [nowhere],
  storageContainerUrl: [nowhere],
  containerUrl: [nowhere],
  targetDedicatedNodes: [0, 0, 1, 2],
  targetLowPriorityNodes: [0, 0, 0, 1],
  taskSlotsPerNode: [1, 4],
  autoScaleFormula: [
    "$TargetDedicatedNodes = 1;",
    "$TargetDedicatedNodes = min(2, $PendingTasks.GetSample(1));",
    "x = ;",
    "$TargetDedicatedNodes = 1 / 0;",
    `$TargetDedicatedNodes = ${"(".repeat(3000)}1`,
  ],
  filePath: ["a.txt", "dir/b.txt", "../out", "/etc/passwd", "dir/../../out", ""],
  filePattern: ["*", "../stdout.txt", "/etc/pass*", "**/*", "[", "{a,b"],
};

const objectValue = (
  random: Random,
  { version, schema, depth }: { version: ApiVersion; schema: Schema; depth: number },
): unknown => {
  if (schema.additionalProperties !== undefined) return { a: "b" };
  const required = new Set(schema.required);
  const share = depth === 0 ? 0.3 : 0.3 / depth;
  const names = Object.keys(schema.properties ?? {}).filter(
    (name) => required.has(name) || (depth < 6 && random.chance(share)),
  );
  return Object.fromEntries(
    names.map((name) => {
      const place = { version, schema: schema.properties![name]!, name, depth: depth + 1 };
      return [name, validValue(random, place)];
    }),
  );
};

const arrayValue = (
  random: Random,
  { version, schema, name, depth }: { version: ApiVersion; schema: Schema; name: string; depth: number },
): unknown => {
  const least = schema.minItems ?? 0;
  const length = Math.min(least + random.below(3), schema.maxItems ?? 3);
  return Array.from({ length }, () =>
    validValue(random, { version, schema: schema.items ?? {}, name, depth: depth + 1 }),
  );
};

/** A value of a primitive kind within its limits. */
export const primitiveValue = (random: Random, schema: Schema): unknown => {
  if (schema.enum !== undefined) return random.pick(schema.enum);
  switch (schema.format ?? schema.type) {
    case "boolean":
      return random.chance(0.5);
    case "date-time":
      return random.pick(["2026-01-01T00:00:00Z", "2099-12-31T23:59:59.123Z", "0001-01-01T00:00:00Z"]);
    case "duration":
      return random.pick([
        "PT5M",
        "PT10M",
        "P1D",
        schema.formatMinimum ?? "PT1M",
        schema.formatMaximum ?? "PT1H",
      ]);
    case "int32":
    case "int64":
    case "integer":
    case "number":
    case "double":
      return random.pick([schema.minimum ?? 0, schema.maximum ?? 100, (schema.minimum ?? 0) + 1]);
    default:
      return random.pick(["a", "Some text", "ünï-ҫödé", "x".repeat(Math.min(64, schema.maxLength ?? 64))]);
  }
};
