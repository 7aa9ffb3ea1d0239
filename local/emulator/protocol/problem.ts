/** Why a request is refused with 400: the code and the values of Azure's error body; the code's message is in ../errors.ts. */
export interface Problem {
  code: ProblemCode;
  values: { key: string; value: string }[];
}

export type ProblemCode =
  | "InvalidRequestBody"
  | "MissingRequiredProperty"
  | "InvalidPropertyValue"
  | "MissingRequiredQueryParameter"
  | "UnsupportedQueryParameter"
  | "InvalidQueryParameterValue"
  | "OutOfRangeQueryParameterValue"
  | "UnsupportedRequestVersion";

export const problem = (code: ProblemCode, values: Record<string, string>): Problem => ({
  code,
  values: Object.entries(values).map(([key, value]) => ({ key, value })),
});

/** A property as Azure names it (`PropertyName` is the last name only, Azure/azure-sdk-for-python#5756) and where it is in the body. */
export const propertyValues = (path: string): Record<string, string> => {
  if (path === "") return {};
  const name = path.split(".").at(-1) ?? path;
  return { PropertyName: name.replaceAll(/\[\d+\]/g, ""), PropertyPath: path };
};

const maxValueLength = 256;

/** A value as an error may show it: cut, and never a secret. */
export const shown = (path: string, value: unknown): string => {
  if (/password|key$|token|secret|protectedSettings/i.test(path)) return "(hidden)";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
};
