import type { SQLInputValue } from "node:sqlite";
import { invalidQuery } from "../../protocol/errors.ts";
import { type Filter, type ParsedFilter, parseFilter, type Test } from "../../protocol/odata/filter.ts";
import type { Literal } from "../../protocol/odata/tokens.ts";
import type { Condition } from "../documents.ts";

/** A property that a `$filter` can name: its SQL, its type, and the operators that Azure allows. */
export interface Property {
  readonly sql: string;
  readonly type: Literal["kind"];
  /** T: all comparisons and startswith; C: all comparisons; E: eq and ne. Azure's table in "OData filters in Batch". */
  readonly ops: "T" | "C" | "E";
  /** Its values are in lower case, so an index can find them although filters ignore case. */
  readonly lowerCase?: boolean;
}

export type Properties = Readonly<Record<string, Property>>;

const sqlOf = { eq: "=", ne: "<>", gt: ">", ge: ">=", lt: "<", le: "<=" } as const;

/** Returns a `$filter` as a WHERE condition; undefined for an empty one. */
export const filterCondition = (text: string | undefined, properties: Properties): Condition | undefined => {
  const filter = parseFilter(text);
  return filter && conditionOf(filter, properties);
};

/** Returns a parsed `$filter` as a WHERE condition. */
export const conditionOf = ({ text, root }: ParsedFilter, properties: Properties): Condition => {
  const values: SQLInputValue[] = [];
  const translate = (filter: Filter): string => {
    if ("left" in filter)
      return `(${translate(filter.left)} ${filter.op.toUpperCase()} ${translate(filter.right)})`;
    const property = propertyOf(filter, { properties, text });
    if (filter.op === "startswith") {
      const prefix = String(filter.value.value);
      values.push(prefix, `${prefix}\u{10FFFF}`);
      return `(${property.sql} COLLATE NOCASE >= ? AND ${property.sql} COLLATE NOCASE < ?)`;
    }
    values.push(operand(filter.value, property));
    const collate = property.type === "string" && !property.lowerCase ? " COLLATE NOCASE" : "";
    // An absent value is not equal to any value.
    if (filter.op === "ne") return `(${property.sql}${collate} IS NOT ?)`;
    return `(${property.sql}${collate} ${sqlOf[filter.op]} ?)`;
  };
  return { sql: translate(root), values };
};

const operand = ({ value }: Literal, property: Property): SQLInputValue => {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "string" && property.lowerCase ? value.toLowerCase() : value;
};

const propertyOf = (
  filter: Test,
  { properties, text }: { properties: Properties; text: string },
): Property => {
  const property = Object.hasOwn(properties, filter.property) ? properties[filter.property] : undefined;
  if (property === undefined)
    throw invalidQuery(
      "$filter",
      text,
      `Expected a property that can be filtered by, got ${filter.property}.`,
    );
  const allowed =
    property.ops === "T" || (property.ops === "C" ? filter.op !== "startswith" : /^(eq|ne)$/.test(filter.op));
  if (!allowed)
    throw invalidQuery("$filter", text, `The operator ${filter.op} is not supported on ${filter.property}.`);
  if (filter.value.kind !== property.type)
    throw invalidQuery(
      "$filter",
      text,
      `Expected a ${property.type} to compare ${filter.property} with, got a ${filter.value.kind}.`,
    );
  return property;
};
