import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CsvOptions, csvRows } from "../../task/csv.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

interface Refused {
  readonly content: string | Buffer;
  readonly options?: CsvOptions<string>;
  /** Text between the file's name and the problem: a line, such as `:4`, or nothing. */
  readonly place: string;
  /** Parts of the problem. */
  readonly values?: readonly string[];
}

describe("CSV files", () => {
  const rowsOf = (content: string | Buffer, options?: CsvOptions<string>) =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "points.csv");
      writeFileSync(file, content);
      return csvRows(pathToFileURL(file), options);
    });
  const points = [
    { x: "1,5", name: "Café" },
    { x: "2", name: 'a "b"; c' },
  ];

  it("returns rows by the names in the first line, as in RFC 4180", async () => {
    assert.deepEqual(await rowsOf('\uFEFFx, name\r\n1,"a ""b"", c"\r\n\r\n2,"two\nlines"\r3,\n'), [
      { x: "1", name: 'a "b", c' },
      { x: "2", name: "two\nlines" },
      { x: "3", name: "" },
    ]);
    assert.deepEqual(await rowsOf("x\n"), []);
    assert.deepEqual(await rowsOf("x"), []);
    assert.deepEqual(await rowsOf("x,y\n1,\n,2\n"), [
      { x: "1", y: "" },
      { x: "", y: "2" },
    ]);
    assert.deepEqual(await rowsOf("\n\r\n\nx;y\n1;2\n"), [{ x: "1", y: "2" }]);
    assert.deepEqual(await rowsOf("x\r1\r2\r"), [{ x: "1" }, { x: "2" }]);
    assert.deepEqual(await rowsOf("x\n1;2"), [{ x: "1;2" }]);
  });

  for (const [what, text] of [
    ["commas", 'x,name\n"1,5",Café\n2,"a ""b""; c"\n'],
    ["semicolons", 'x;name\n1,5;Café\n2;"a ""b""; c"\n'],
    ["tabs", 'x\tname\n1,5\tCafé\n2\t"a ""b""; c"\n'],
    ["a delimiter inside quoted names", '"x";"name"\n1,5;Café\n2;"a ""b""; c"\n'],
    ["Excel's sep= line", 'sep=|\r\nx|name\r\n1,5|Café\r\n2|"a ""b""; c"\r\n'],
    ["a quoted sep= line in capitals", '"SEP=;"\nx;name\n1,5;Café\n2;"a ""b""; c"\n'],
    ["rows that Excel leaves empty", 'x;name\n1,5;Café\n;\n ;\n;;;;\n2;"a ""b""; c"\n;\n'],
  ] as const) {
    it(`reads ${what}, in UTF-8 and UTF-16`, async () => {
      const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
      for (const content of [text, `\uFEFF${text}`, utf16, Buffer.from(utf16).swap16()])
        assert.deepEqual(await rowsOf(content), points);
    });
  }

  it("reads sep= as text if it isn't the whole first line", async () => {
    assert.deepEqual(await rowsOf("sep=||\n1\n"), [{ "sep=||": "1" }]);
    assert.deepEqual(await rowsOf("a sep=;\n1\n", { delimiter: "," }), [{ "a sep=;": "1" }]);
    assert.deepEqual(await rowsOf("x\nsep=;\n"), [{ x: "sep=;" }]);
  });

  it("finds the delimiter outside quotes, quotes in quotes and line breaks", async () => {
    assert.deepEqual(await rowsOf('"a;b","c ""d;e""",f\n1,2,3\n'), [{ "a;b": "1", 'c "d;e"': "2", f: "3" }]);
    assert.deepEqual(await rowsOf('"a\nb";c\n1;2,5\n'), [{ "a\nb": "1", c: "2,5" }]);
  });

  it("prefers the delimiter option to the sep= line", async () => {
    const rows = await rowsOf("sep=;\na,b;c\n1,2;3\n", { delimiter: "," });
    assert.deepEqual(rows, [{ a: "1", "b;c": "2;3" }]);
  });

  it("reads another encoding and delimiter on request", async () => {
    const content = Buffer.from("name:price\nCaf\xe9:5 \x80\n", "latin1");
    assert.deepEqual(await rowsOf(content, { encoding: "windows-1252", delimiter: ":" }), [
      { name: "Café", price: "5 €" },
    ]);
  });

  it("returns only the requested columns, in their order", async () => {
    assert.deepEqual(await rowsOf("a,b,c\n1,2,3\n", { columns: ["c", "a"] }), [{ a: "1", c: "3" }]);
  });

  const refused: Readonly<Record<string, Refused>> = {
    "an empty file": { content: "", place: "" },
    "a row with too few cells": { content: 'a,b\n"1\n1",2\n3\n', place: ":4", values: ["2", "1"] },
    "a row with too many cells": { content: "sep=;\na;b\n\n1;2;3\n", place: ":4", values: ["2", "3"] },
    "a file of only a sep= line": { content: "sep=;", place: "" },
    "a row with too few cells after a row of three lines": {
      content: 'a,b\n"1\r\n1\n1",2\n3\n',
      place: ":5",
      values: ["2", "1"],
    },
    "a row of several lines with too many cells": {
      content: 'a,b\r\n"1\r\n1","2\n2\r2",3\r\n',
      place: ":2",
      values: ["2", "3"],
    },
    "a name that two columns have": { content: "a,b,a \n", place: ":1", values: ["3", '"a"'] },
    "a column without a name": { content: "a,,b\n", place: ":1", values: ["2"] },
    "a quote within a cell": { content: 'a\nb"c\n', place: "", values: ["line 2"] },
    "a quote without an end": { content: 'a\n"b\n', place: "", values: ["line 2"] },
    "three possible delimiters": {
      content: "a, in m;b\tc\n",
      place: ":1",
      values: ['"," and ";" and "\\t"'],
    },
    "two possible delimiters": { content: "a, in m;b\n", place: ":1", values: ['","', '";"', "delimiter"] },
    "a missing column": {
      content: "a,b\n",
      options: { columns: ["B"] },
      place: "",
      values: ['"B"', '"a", "b"'],
    },
    "Windows-1252 that isn't UTF-8": {
      content: Buffer.from("x\n\uFFFD\n1 \x80 caf\xe9\n", "latin1"),
      place: ":2",
      values: ["UTF-8", "0xFD"],
    },
    "Windows-1252 after a U+FFFD of the file's own": {
      content: Buffer.concat([Buffer.from("x\n\uFFFD\n"), Buffer.from("\x80 caf\xe9\n", "latin1")]),
      place: ":3",
      values: ["0x80", '"€ café"', 'encoding: "windows-1252"'],
    },
    "UTF-16 without a byte order mark": {
      content: Buffer.from("x\n1\n", "utf16le"),
      place: ":1",
      values: ["utf-16le"],
    },
    "half a character of UTF-16": {
      content: Buffer.from([0xff, 0xfe, 0x41]),
      place: "",
      values: ["utf-16le"],
    },
    "an unknown encoding": { content: "x\n", options: { encoding: "ansi" }, place: "", values: ['"ansi"'] },
  };
  const messageOf = async ({ content, options }: Refused): Promise<string> => {
    const error: unknown = await rowsOf(content, options).then(
      () => "nothing was thrown",
      (thrown: unknown) => thrown,
    );
    return error instanceof Error ? error.message : assert.fail(String(error));
  };

  for (const [what, expected] of Object.entries(refused))
    it(`refuses ${what} and names the place`, async () => {
      const message = await messageOf(expected);
      const { place, values = [] } = expected;
      const [, problem = assert.fail(message)] = message.split(`points.csv${place}: `);
      for (const value of values) assert(problem.includes(value), message);
    });

  it("prints what was expected and got", async () => {
    const lines = [];
    for (const [what, each] of Object.entries(refused)) lines.push(`# ${what}`, await messageOf(each), "");
    await assertSnapshot("task/csv", normalise(lines.slice(0, -1).join("\n")));
  });
});
