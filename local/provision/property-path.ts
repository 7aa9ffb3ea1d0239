/**
 * Returns Pulumi's path of a property in `parent`, which is empty for an input: `tags["cost.centre"]`, `metadata[0].name`.
 * https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/
 */
export const pathTo = (parent: string, key: string | number): string => {
  if (typeof key === "number") return `${parent}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
};
