import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type CsvOptions, csvRows } from "../../task/csv.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";

describe("task/csv", () => {
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
    assert.deepEqual(await rowsOf("x\n1;2"), [{ x: "1;2" }]);
  });

  for (const [what, text] of [
    ["commas", 'x,name\n"1,5",Café\n2,"a ""b""; c"\n'],
    ["semicolons", 'x;name\n1,5;Café\n2;"a ""b""; c"\n'],
    ["tabs", 'x\tname\n1,5\tCafé\n2\t"a ""b""; c"\n'],
    ["a delimiter inside quoted names", '"x";"name"\n1,5;Café\n2;"a ""b""; c"\n'],
    ["Excel's sep= line", 'sep=|\r\nx|name\r\n1,5|Café\r\n2|"a ""b""; c"\r\n'],
    ["rows that Excel leaves empty", 'x;name\n1,5;Café\n;\n ;\n;;;;\n2;"a ""b""; c"\n;\n'],
  ] as const) {
    it(`reads ${what}, in UTF-8 and UTF-16`, async () => {
      const utf16 = Buffer.from(`\uFEFF${text}`, "utf16le");
      for (const content of [text, `\uFEFF${text}`, utf16, Buffer.from(utf16).swap16()])
        assert.deepEqual(await rowsOf(content), points);
    });
  }

  it("reads another encoding and delimiter on request", async () => {
    const content = Buffer.from("name:price\nCaf\xe9:5 \x80\n", "latin1");
    assert.deepEqual(await rowsOf(content, { encoding: "windows-1252", delimiter: ":" }), [
      { name: "Café", price: "5 €" },
    ]);
  });

  it("returns only the requested columns", async () => {
    assert.deepEqual(await rowsOf("a,b,c\n1,2,3\n", { columns: ["c", "a"] }), [{ a: "1", c: "3" }]);
  });

  for (const [what, content, options, message] of [
    ["an empty file", "", {}, /points\.csv: expected a line with column names, got an empty file/],
    ["a row with too few cells", 'a,b\n"1\n1",2\n3\n', {}, /points\.csv:4: expected 2 cells, got 1/],
    ["a row with too many cells", "sep=;\na;b\n\n1;2;3\n", {}, /points\.csv:4: expected 2 cells, got 3/],
    ["a name that two columns have", "a,b,a \n", {}, /points\.csv:1: .* column 3, got "a" again/],
    ["a column without a name", "a,,b\n", {}, /points\.csv:1: .* column 2, got none/],
    ["a quote within a cell", 'a\nb"c\n', {}, /points\.csv: .*Quote.* line 2/],
    ["a quote without an end", 'a\n"b\n', {}, /points\.csv: Quote Not Closed.* line 2/],
    ["two possible delimiters", "a, in m;b\n", {}, /points\.csv:1: .* "," and ";"\. Pass \{ delimiter:/],
    ["a missing column", "a,b\n", { columns: ["B"] }, /points\.csv: expected a column "B", got "a", "b"/],
    [
      "Windows-1252 that isn't UTF-8",
      Buffer.from("x\n\uFFFD\n1 \x80 caf\xe9\n", "latin1"),
      {},
      /points\.csv:2: expected UTF-8, got byte 0xFD/,
    ],
    [
      "Windows-1252 after a U+FFFD of the file's own",
      Buffer.concat([Buffer.from("x\n\uFFFD\n"), Buffer.from("\x80 caf\xe9\n", "latin1")]),
      {},
      /points\.csv:3: .* byte 0x80\. If the line is "€ café", pass \{ encoding: "windows-1252" \}/,
    ],
    ["UTF-16 without a byte order mark", Buffer.from("x\n1\n", "utf16le"), {}, /points\.csv:1: .*utf-16le/],
    ["half a character of UTF-16", Buffer.from([0xff, 0xfe, 0x41]), {}, /points\.csv: expected utf-16le/],
    ["an unknown encoding", "x\n", { encoding: "ansi" }, /points\.csv: .* encoding .*, got "ansi"/],
  ] as const) {
    it(`refuses ${what}`, () => assert.rejects(rowsOf(content, options), message));
  }
});
