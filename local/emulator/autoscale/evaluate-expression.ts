import { callFunction } from "./functions.ts";
import { applyBinary, applyUnary } from "./operators.ts";
import { fail, valueAt } from "./outcome.ts";
import { callSampleMethod } from "./samples.ts";
import { metricOf, readVariable, type Scope } from "./scope.ts";
import type { Expression, Member, Operation } from "./syntax.ts";
import { memberOf } from "./timestamp-members.ts";
import { double, type Value } from "./values.ts";

type Of<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;

/** Evaluates each operand at most once. `&&`, `||` and `?:` skip the operands that can't change the result. */
export const evaluate = (expression: Expression, scope: Scope): Value => {
  switch (expression.kind) {
    case "number":
      return double(expression.value);
    case "string":
      return { type: "string", value: expression.text };
    case "name":
      return readVariable(scope, expression.name, expression.at);
    case "call":
      return valueAt(
        expression.at,
        callFunction(expression.name, argumentsOf(expression.args, scope), scope.situation),
      );
    case "members":
      return members(expression, scope);
    case "unary":
      return expression.operators.reduceRight(
        (operand, { symbol, at }) => valueAt(at, applyUnary(symbol, operand)),
        evaluate(expression.operand, scope),
      );
    case "binary":
      return expression.rest.reduce(
        (left, operation) => operate(left, operation, scope),
        evaluate(expression.first, scope),
      );
    case "choice":
      return choice(expression, scope);
  }
};

const argumentsOf = (args: readonly Expression[], scope: Scope): Value[] =>
  args.map((argument) => evaluate(argument, scope));

const operate = (left: Value, { symbol, at, operand }: Operation, scope: Scope): Value => {
  if (symbol !== "&&" && symbol !== "||")
    return valueAt(at, applyBinary(left, symbol, evaluate(operand, scope)));
  const isDecided = isTrue(left, `double ${symbol} double`, at) === (symbol === "||");
  const isWhole = isDecided
    ? symbol === "||"
    : isTrue(evaluate(operand, scope), `double ${symbol} double`, at);
  return double(Number(isWhole));
};

const choice = ({ cases, otherwise }: Of<"choice">, scope: Scope): Value => {
  const found = cases.find(({ condition }) =>
    isTrue(evaluate(condition, scope), "a double before ?", condition.at),
  );
  return evaluate(found?.then ?? otherwise, scope);
};

const isTrue = (value: Value, expected: string, at: Expression["at"]): boolean =>
  value.type === "double" ? value.value !== 0 : fail(at, `expected ${expected}, found a ${value.type}`);

/** The first member may be a method of a metric; all others are members of a timestamp. */
const members = ({ subject, members: all }: Of<"members">, scope: Scope): Value => {
  const metric = subject.kind === "name" ? metricOf(scope, subject.name) : undefined;
  const [first, ...rest] = all;
  if (metric === undefined || first?.call === undefined)
    return all.reduce((value, member) => timestampMember(value, member), evaluate(subject, scope));
  const { args, open } = first.call;
  const value = valueAt(open, callSampleMethod(metric, first.name, argumentsOf(args, scope)));
  return rest.reduce((each, member) => timestampMember(each, member), value);
};

const timestampMember = (value: Value, { name, at, call }: Member): Value =>
  call === undefined
    ? valueAt(at, memberOf(value, name))
    : fail(at, `expected a service variable with samples before .${name}(), found a ${value.type}`);
