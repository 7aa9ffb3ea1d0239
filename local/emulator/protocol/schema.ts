/**
 * The keywords of JSON Schema and OpenAPI 2.0 that azure-batch.json has. `formatMinimum` and `formatMaximum` are limits of a
 * duration; `$ref` is the bare name of a definition.
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

/** An operation. `responses` maps a success status to a definition, to `file`, or to null for no body. */
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

/** A JSON merge patch (RFC 7396). */
export type Patch =
  | null
  | boolean
  | number
  | string
  | readonly unknown[]
  | { readonly [name: string]: unknown };

/**
 * The operations and definitions of a version that differ from another version's; null for one that the version doesn't have. An
 * operation replaces the other version's, a definition is a merge patch of it.
 */
export interface ApiDifference {
  operations: Record<string, OperationDefinition | null>;
  definitions: Record<string, Patch>;
}
