import type { Position } from "./formula-error.ts";

/**
 * A parsed formula. Chains (`a + b - c`, `!!x`, `a ? b : c ? d : e`, `a.b.c`) are lists, so that only parentheses and
 * arguments deepen the tree. The parser limits its depth.
 */
export interface Formula {
  readonly text: string;
  readonly statements: readonly Statement[];
}

/** `target = value`, or a value without a target, such as `stop()`. */
export interface Statement {
  readonly target?: { readonly name: string; readonly at: Position };
  readonly value: Expression;
}

export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly at: Position }
  | { readonly kind: "string"; readonly text: string; readonly at: Position }
  | { readonly kind: "name"; readonly name: string; readonly at: Position }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: Position;
    }
  | {
      readonly kind: "members";
      readonly subject: Expression;
      readonly members: readonly Member[];
      readonly at: Position;
    }
  | {
      readonly kind: "unary";
      readonly operators: readonly Operator[];
      readonly operand: Expression;
      readonly at: Position;
    }
  | {
      readonly kind: "binary";
      readonly first: Expression;
      readonly rest: readonly Operation[];
      readonly at: Position;
    }
  | {
      readonly kind: "choice";
      readonly cases: readonly Case[];
      readonly otherwise: Expression;
      readonly at: Position;
    };

/** `.weekday`, or `.GetSample(1)` with arguments; `open` is the place of the opening parenthesis. */
export interface Member {
  readonly name: string;
  readonly at: Position;
  readonly call?: { readonly args: readonly Expression[]; readonly open: Position };
}

export interface Operator {
  readonly symbol: string;
  readonly at: Position;
}

export interface Operation extends Operator {
  readonly operand: Expression;
}

export interface Case {
  readonly condition: Expression;
  readonly then: Expression;
}
