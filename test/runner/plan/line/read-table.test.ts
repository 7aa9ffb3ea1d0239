import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { readNames, readTable } from "../../../../runner/plan/line/read-table.ts";
import { isUsageError } from "../../../helpers/is-runner-error.ts";
import { withTemporaryFolder } from "../../../helpers/temporary-folder.ts";
import { writeFiles } from "./line-plan.ts";

const rows = [
  { rate: "0.1", name: "a, b" },
  { rate: "-2", name: "c" },
];

const texts = {
  "points.csv": 'rate,name\n0.1,"a, b"\n-2,c\n',
  "points.tsv": "rate\tname\n0.1\ta, b\n-2\tc\n",
  "points.ndjson": '{"rate": 0.1, "name": "a, b"}\n\n{"name": "c", "rate": -2}\n',
  "bom.csv": '\ufeffrate;name\r\n0.1;"a, b"\r\n-2;c\r\n',
};

const input = (text: string) => Readable.from([Buffer.from(text)]);

describe("runner/plan/line/read-table", () => {
  for (const [path, text] of Object.entries(texts))
    it(`reads a file and standard input: ${path}`, () =>
      withTemporaryFolder(async (cwd) => {
        await writeFiles(cwd, texts);
        const fromFile = await readTable({ path, fileColumns: [] }, { cwd });
        assert.deepEqual([fromFile.rows, fromFile.columns], [rows, ["rate", "name"]]);
        const fromInput = await readTable({ path: "-", fileColumns: [] }, { cwd, stdin: input(text) });
        assert.deepEqual(fromInput.rows, rows);
      }));

  it("reads another delimiter", async () => {
    const request = { path: "-", delimiter: "|", fileColumns: [] };
    const table = await readTable(request, { cwd: "/", stdin: input("a|b\n1|2,3\n") });
    assert.deepEqual(table.rows, [{ a: "1", b: "2,3" }]);
  });

  it("refuses a terminal as standard input", async () => {
    const stdin = Object.assign(input(""), { isTTY: true });
    await assert.rejects(readNames(stdin), isUsageError("StdinRequired"));
    await assert.rejects(
      readTable({ path: "-", fileColumns: [] }, { cwd: "/" }),
      isUsageError("StdinRequired"),
    );
  });

  it("refuses JSON that isn't a row", async () => {
    for (const text of ['{"a": [1]}', '{"a": 1}\n{"b": 1}', '{"a": 1}\n[1]', '{"a": 1'])
      await assert.rejects(
        readTable({ path: "-", fileColumns: [] }, { cwd: "/", stdin: input(text) }),
        isUsageError("InvalidTable"),
        text,
      );
  });
});
