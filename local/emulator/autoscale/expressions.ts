import type { Case, Expression, Member, Operation, Operator } from "./syntax.ts";
import { refuse, type TokenReader } from "./token-reader.ts";

/** Binary operators from lowest to highest precedence. All are left-associative. */
const levels = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">=", ">"], ["+", "-"], ["*", "/"]] as const;

/** Parses `condition ? then : otherwise` or an expression of higher precedence. */
export const parseExpression = (reader: TokenReader): Expression => {
  const { at } = reader.peek();
  const cases: Case[] = [];
  let last = parseBinary(reader, 0);
  while (reader.accept("?") !== undefined) {
    const then = reader.nested(() => parseExpression(reader));
    reader.expect(":");
    cases.push({ condition: last, then });
    last = parseBinary(reader, 0);
  }
  return cases.length === 0 ? last : { kind: "choice", cases, otherwise: last, at };
};

const parseBinary = (reader: TokenReader, level: number): Expression => {
  const symbols = levels[level];
  if (symbols === undefined) return parseUnary(reader);
  const first = parseBinary(reader, level + 1);
  const rest: Operation[] = [];
  for (let found = reader.accept(...symbols); found !== undefined; found = reader.accept(...symbols))
    rest.push({ symbol: found.text, at: found.at, operand: parseBinary(reader, level + 1) });
  return rest.length === 0 ? first : { kind: "binary", first, rest, at: first.at };
};

const parseUnary = (reader: TokenReader): Expression => {
  const { at } = reader.peek();
  const operators: Operator[] = [];
  for (let found = reader.accept("!", "-"); found !== undefined; found = reader.accept("!", "-"))
    operators.push({ symbol: found.text, at: found.at });
  const operand = parseMembers(reader);
  return operators.length === 0 ? operand : { kind: "unary", operators, operand, at };
};

const parseMembers = (reader: TokenReader): Expression => {
  const subject = parsePrimary(reader);
  const members: Member[] = [];
  while (reader.accept(".") !== undefined) members.push(parseMember(reader));
  return members.length === 0 ? subject : { kind: "members", subject, members, at: subject.at };
};

const parseMember = (reader: TokenReader): Member => {
  const name = reader.next();
  if (name.kind !== "name" || name.text.startsWith("$")) refuse(name, "the name of a member");
  const open = reader.accept("(");
  if (open === undefined) return { name: name.text, at: name.at };
  return { name: name.text, at: name.at, call: { args: parseArguments(reader), open: open.at } };
};

const parsePrimary = (reader: TokenReader): Expression => {
  const token = reader.next();
  const { text, at } = token;
  if (token.kind === "number") return { kind: "number", value: Number(text), at };
  if (token.kind === "string") return { kind: "string", text: text.slice(1, -1), at };
  if (token.kind === "name")
    return reader.accept("(") === undefined
      ? { kind: "name", name: text, at }
      : { kind: "call", name: text, args: parseArguments(reader), at };
  if (token.kind === "end" || text !== "(") return refuse(token, "a value");
  const inner = reader.nested(() => parseExpression(reader));
  reader.expect(")");
  return inner;
};

/** Parses arguments after the opening parenthesis, through the closing one. */
const parseArguments = (reader: TokenReader): Expression[] => {
  if (reader.accept(")") !== undefined) return [];
  const args: Expression[] = [];
  do args.push(reader.nested(() => parseExpression(reader)));
  while (reader.accept(",") !== undefined);
  reader.expect(")");
  return args;
};
