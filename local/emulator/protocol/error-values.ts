/** Values that name a property in an error: its last name only (Azure/azure-sdk-for-python#5756), and its path in the body. */
export const propertyValues = (path: string): Record<string, string> => {
  if (path === "") return {};
  const name = path.split(".").at(-1) ?? path;
  return { PropertyName: name.replaceAll(/\[\d+\]/g, ""), PropertyPath: path };
};

const maxValueLength = 256;

/** Returns a request's value as an error shows it: at most 256 characters, and secrets hidden. */
export const shown = (path: string, value: unknown): string => {
  if (/password|key$|token|secret|protectedSettings/i.test(path)) return "(hidden)";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
};
