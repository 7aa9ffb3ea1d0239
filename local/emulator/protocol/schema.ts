/**
 * The part of JSON Schema (and of OpenAPI 2.0) that Azure's definitions use. `formatMinimum` and `formatMaximum` bound a duration;
 * `$ref` is the bare name of a definition, in the derived file as everywhere in this folder.
 */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  formatMinimum?: string;
  formatMaximum?: string;
  not?: { const: number };
  readOnly?: boolean;
}

/** An operation as the derived file has it; `responses` maps a success status to a definition, to `file`, or to null for no body. */
export interface OperationDefinition {
  method: string;
  path: string;
  query: Record<string, Schema>;
  body?: string;
  bodyOptional?: boolean;
  paged?: boolean;
  responses: Record<string, string | null>;
}

/** One API version: its operations by id and its definitions by name. */
export interface ApiDefinition {
  operations: Record<string, OperationDefinition>;
  definitions: Record<string, Schema>;
}

/** What another version has instead of the base; null is what it no longer has. */
export interface ApiDifference {
  operations: Record<string, OperationDefinition | null>;
  definitions: Record<string, Schema | null>;
}
