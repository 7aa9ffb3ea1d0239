import { Command, Option } from "commander";
import type { DefineCommand } from "../program.ts";
import { type NewOptions, newWorkload } from "./new.ts";

export const newCommand: DefineCommand = ({ context, run }) =>
  new Command("new")
    .description("Make a folder for a workload of your own, which runs as it is.")
    .usage("-- <name> [options]")
    .argument("<name>", "what you will call it, such as word-stats")
    .addOption(kind("typescript", "code in TypeScript over files (default)", ["python", "bash", "sweep"]))
    .addOption(kind("python", "a Python script over files", ["typescript", "bash", "sweep"]))
    .addOption(kind("bash", "a bash script over folders of files", ["typescript", "python", "sweep"]))
    .addOption(kind("sweep", "points of a grid without files, and a merge", ["typescript", "python", "bash"]))
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
The folder begins as a copy of an example: line-count, word-stats, stations or
best-point. task/README.md explains what may be in it.

Examples:
  npm run new -- my-script --python
  npm run new -- my-grid --sweep && npm run submit -- my-grid
`;
