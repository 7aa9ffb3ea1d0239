import type { Line } from "../../plan/line/line.ts";
import type { Shipped } from "../../plan/line/shipped.ts";
import { alignColumns } from "../../text/align-columns.ts";

/** Most files that are listed. */
const mostListed = 8;

/** Describes what a command line sends to nodes and what it returns. */
export const shippedText = ({ command, outputs, merge }: Line, shipped: readonly Shipped[]): string => {
  const names = shipped.map(({ name, importedBy }) =>
    importedBy === undefined ? name : `${name} (imported by ${importedBy})`,
  );
  const more = names.length - mostListed;
  const files = [...names.slice(0, mostListed), ...(more > 0 ? [`${more} more`] : [])].join(", ");
  const results =
    outputs.length === 0
      ? "what the tasks print; --output keeps files that they write"
      : outputs
          .map(({ template, isOptional }) => (isOptional ? `${template} (optional)` : template))
          .join(", ");
  return alignColumns([
    ["Command:", command.replaceAll("\n", "\n  ")],
    ["Program files:", files || "none (no word of the command is a file here)"],
    ["Results:", results],
    ...(merge === undefined
      ? []
      : [["Merge:", `${merge.command} → ${merge.outputs.map(({ template }) => template).join(", ")}`]]),
  ]).join("\n");
};
