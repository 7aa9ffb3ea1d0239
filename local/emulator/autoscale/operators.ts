import type { Outcome } from "./outcome.ts";
import { isOnCalendar, type Type, type Value } from "./values.ts";

interface Rule {
  readonly left: Type;
  readonly symbols: readonly string[];
  readonly right: Type;
  readonly result: Type;
}

const arithmetic = ["+", "-", "*", "/"];
const comparison = ["<", "<=", "==", ">=", ">", "!="];

/** Rows of the table "Operations" of https://learn.microsoft.com/azure/batch/batch-automatic-scaling, without `&&` and `||`. */
const rules: readonly Rule[] = [
  { left: "double", symbols: arithmetic, right: "double", result: "double" },
  { left: "double", symbols: ["*"], right: "timeinterval", result: "timeinterval" },
  { left: "doubleVec", symbols: arithmetic, right: "double", result: "doubleVec" },
  { left: "doubleVec", symbols: arithmetic, right: "doubleVec", result: "doubleVec" },
  { left: "timeinterval", symbols: ["*", "/"], right: "double", result: "timeinterval" },
  { left: "timeinterval", symbols: ["+", "-"], right: "timeinterval", result: "timeinterval" },
  { left: "timeinterval", symbols: ["+"], right: "timestamp", result: "timestamp" },
  { left: "timestamp", symbols: ["+"], right: "timeinterval", result: "timestamp" },
  { left: "timestamp", symbols: ["-"], right: "timestamp", result: "timeinterval" },
  { left: "double", symbols: comparison, right: "double", result: "double" },
  { left: "string", symbols: comparison, right: "string", result: "double" },
  { left: "timestamp", symbols: comparison, right: "timestamp", result: "double" },
  { left: "timeinterval", symbols: comparison, right: "timeinterval", result: "double" },
];

export const applyBinary = (left: Value, symbol: string, right: Value): Outcome => {
  const rule = rules.find(
    (row) => row.left === left.type && row.right === right.type && row.symbols.includes(symbol),
  );
  if (rule === undefined)
    return { problem: `expected ${accepted(symbol)}, found ${left.type} ${symbol} ${right.type}` };
  if (left.type === "string" || right.type === "string")
    return { value: { type: "double", value: Number(compared(left.value, symbol, right.value)) } };
  if (left.type === "doubleVec") return vector(left.value, symbol, right.value);
  if (right.type === "doubleVec") return { problem: "a doubleVec can only stand on the left" };
  return scalar(rule.result, calculate(left.value, symbol, right.value));
};

/** Applies `!` or `-` to a double, or `-` to a timeinterval. */
export const applyUnary = (symbol: string, operand: Value): Outcome => {
  if (operand.type === "double")
    return {
      value: { type: "double", value: symbol === "!" ? Number(operand.value === 0) : -operand.value },
    };
  if (operand.type === "timeinterval" && symbol === "-")
    return { value: { type: "timeinterval", value: -operand.value } };
  return {
    problem: `expected ${symbol}double${symbol === "-" ? " or -timeinterval" : ""}, found ${symbol}${operand.type}`,
  };
};

const accepted = (symbol: string): string =>
  rules
    .filter(({ symbols }) => symbols.includes(symbol))
    .map(({ left, right }) => `${left} ${symbol} ${right}`)
    .join(" or ");

const vector = (left: readonly number[], symbol: string, right: number | readonly number[]): Outcome => {
  if (typeof right === "number")
    return { value: { type: "doubleVec", value: left.map((value) => calculate(value, symbol, right)) } };
  if (left.length !== right.length)
    return {
      problem: `expected two doubleVec of the same length, found ${left.length} and ${right.length} values`,
    };
  return {
    value: { type: "doubleVec", value: left.map((value, index) => calculate(value, symbol, right[index]!)) },
  };
};

const scalar = (type: Type, value: number): Outcome => {
  if (type === "timestamp" && !isOnCalendar(value)) return { problem: "expected a time on the calendar" };
  if (type === "timestamp" || type === "timeinterval") return { value: { type, value } };
  return { value: { type: "double", value } };
};

const calculate = (left: number, symbol: string, right: number): number => {
  switch (symbol) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    default:
      return Number(compared(left, symbol, right));
  }
};

const compared = <T>(left: T, symbol: string, right: T): boolean => {
  switch (symbol) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">=":
      return left >= right;
    case ">":
      return left > right;
    case "==":
      return left === right;
    default:
      return left !== right;
  }
};
