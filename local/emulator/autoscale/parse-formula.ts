import { parseExpression } from "./expressions.ts";
import { FormulaError } from "./formula-error.ts";
import type { Formula, Statement } from "./syntax.ts";
import { refuse, type TokenReader, tokenReader } from "./token-reader.ts";

const maxLength = 8192;
const maxStatements = 100;

/**
 * Parses an autoscale formula: statements separated by `;`, with `//` comments.
 * Checks only the syntax. As in Azure, evaluation checks names, types and numbers of arguments.
 *
 * @throws {FormulaError} AutoScalingFormulaTooLong above 8,192 characters or 100 statements, else AutoScalingFormulaSyntaxError.
 * @see https://learn.microsoft.com/azure/batch/batch-automatic-scaling
 */
export const parseFormula = (text: string): Formula => {
  if (text.length > maxLength) tooLong(`${maxLength} characters`, `${text.length}`);
  const reader = tokenReader(text);
  const statements = statementsOf(reader);
  if (statements.length === 0) refuse(reader.peek(), "a statement");
  if (statements.length > maxStatements) tooLong(`${maxStatements} statements`, `${statements.length}`);
  return { text, statements };
};

const tooLong = (most: string, found: string): never => {
  const at = { line: 1, column: 1 };
  throw new FormulaError({
    code: "AutoScalingFormulaTooLong",
    at,
    reason: `expected at most ${most}, found ${found}`,
  });
};

const statementsOf = (reader: TokenReader): Statement[] => {
  const statements: Statement[] = [];
  for (;;) {
    while (reader.accept(";") !== undefined);
    if (reader.peek().kind === "end") return statements;
    statements.push(statementOf(reader));
    if (reader.peek().kind !== "end" && reader.accept(";") === undefined)
      refuse(reader.peek(), '";" or an operator');
  }
};

const statementOf = (reader: TokenReader): Statement => {
  if (reader.peek().kind !== "name" || !reader.isFollowedBy("=")) return { value: parseExpression(reader) };
  const { text: name, at } = reader.next();
  reader.expect("=");
  return { target: { name, at }, value: parseExpression(reader) };
};
