import assert from "node:assert/strict";
import { compileCommand } from "../../../../runner/plan/line/compile-command.ts";
import { filledCommand } from "../../../../runner/plan/line/filled-command.ts";

const inRows = { columns: ["rate", "name"], hasFile: true };

describe("filledCommand", () => {
  const commands = [
    "python sim.py --rate {rate}",
    "stats {} '{}' > {.}.json # {}",
    "echo \"{name}\" {{name}} ${HOME} $'{rate}' {rate}; awk '{print $1}' {}",
    "f() { echo {rate}; }; f {name}\nset -e\nls {}",
    "cat <<EOF\n{name}\nEOF",
  ];
  for (const line of commands)
    it(`fills in the values of ${JSON.stringify(line)}`, () => {
      const { script, args, shown } = compileCommand(line, inRows);
      const values = args.map((_, i) => `it's $1 "${i}`);
      const header = { line, command: `mkdir -p -- out\n${script}`, workload: "run" };
      assert.equal(filledCommand(header, { args: values }), shown(values));
    });

  it("shows a workload with its arguments, and a task's own script", () => {
    assert.equal(filledCommand({ workload: "top-words" }, { args: ["a b", "10"] }), "top-words 'a b' 10");
    assert.equal(filledCommand({ workload: "w" }, { args: ["x"], command: "sort $1" }), "sort $1 x");
  });

  it("shows the line and the arguments if the script differs from the line", () => {
    const header = { line: "sim.py {rate}", command: 'python3 sim.py "$1"', workload: "sim" };
    assert.equal(filledCommand(header, { args: ["0.5"] }), "sim.py {rate} 0.5");
  });
});
