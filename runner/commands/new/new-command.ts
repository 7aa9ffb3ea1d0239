import { Command, Option } from "commander";
import type { DefineCommand } from "../define-command.ts";
import { type NewOptions, newWorkload } from "./new.ts";

export const newCommand: DefineCommand = ({ context, run }) =>
  new Command("new")
    .description("Create a workload from a template. It runs as it is.")
    .usage("<name> [options]")
    .argument("<name>", "name of the workload, such as word-stats")
    .addOption(kind("typescript", "TypeScript over files (default)", ["python", "bash", "sweep"]))
    .addOption(kind("python", "Python script over files", ["typescript", "bash", "sweep"]))
    .addOption(kind("bash", "bash script over files", ["typescript", "python", "sweep"]))
    .addOption(
      kind("sweep", "Python script over a parameter grid, and a merge task", [
        "typescript",
        "python",
        "bash",
      ]),
    )
    .addHelpText("after", help)
    .action((name: string, flags: Partial<Record<NewOptions["kind"], boolean>>) => {
      const { python, bash, sweep } = flags;
      return run(
        newWorkload(
          { name, kind: python ? "python" : bash ? "bash" : sweep ? "sweep" : "typescript" },
          context,
        ),
      );
    });

const kind = (name: NewOptions["kind"], description: string, others: readonly string[]): Option =>
  new Option(`--${name}`, description).conflicts([...others]);

const help = `
Copies an example (line-count, word-stats, file-facts or best-point) to
task/<name> in your project, with sample inputs if the project has none.

Examples:
  npx azbatch new my-script --python
  npx azbatch new my-grid --sweep && npx azbatch submit my-grid
`;
