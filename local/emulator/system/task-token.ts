import { createHmac, timingSafeEqual } from "node:crypto";

/** Scope of a task's token: the operations on its job. */
interface TokenScope {
  readonly account: string;
  readonly job: string;
}

/**
 * Returns the token that authenticates a task for its job: a JSON Web Token, signed with the account's key. Its text never equals
 * that of a request to sign, which begins with an HTTP method.
 */
export const createTaskToken = ({ account, job }: TokenScope, key: string): string => {
  const text = [
    { alg: "HS256", typ: "JWT" },
    { account, job },
  ]
    .map(encode)
    .join(".");
  return `${text}.${signature(text, key).toString("base64url")}`;
};

/** Returns the scope of a token; undefined if it isn't signed with its account's key. */
export const readTaskToken = (
  token: string,
  keyOf: (account: string) => string | undefined,
): TokenScope | undefined => {
  const [header = "", claims = "", given = ""] = token.split(".");
  const scope = scopeOf(claims);
  const key = scope && keyOf(scope.account);
  if (key === undefined) return undefined;
  const expected = signature(`${header}.${claims}`, key);
  const bytes = Buffer.from(given, "base64url");
  return bytes.length === expected.length && timingSafeEqual(bytes, expected) ? scope : undefined;
};

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const signature = (text: string, key: string): Buffer =>
  createHmac("sha256", Buffer.from(key, "base64")).update(text).digest();

const scopeOf = (claims: string): TokenScope | undefined => {
  try {
    const { account, job } = JSON.parse(Buffer.from(claims, "base64url").toString()) as Partial<TokenScope>;
    return typeof account === "string" && typeof job === "string" ? { account, job } : undefined;
  } catch {
    return undefined;
  }
};
