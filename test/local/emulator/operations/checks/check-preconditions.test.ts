import assert from "node:assert/strict";
import { checkPreconditions } from "../../../../../local/emulator/operations/checks/check-preconditions.ts";

const resource = { eTag: "0x8D1", lastModified: "2026-01-01T10:00:00.75Z" };

const check = (headers: Record<string, string>, kind: "read" | "write" = "write") =>
  checkPreconditions({ headers }, resource, kind);

const http = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 10, 0, seconds)).toUTCString();

describe("checkPreconditions", () => {
  const holding: Record<string, string>[] = [
    {},
    { "if-match": "0x8D1" },
    { "if-match": '"0x8D1"' },
    { "if-match": 'W/"0x8D1"' },
    { "if-match": "*" },
    { "if-none-match": "0x8D2" },
    { "if-modified-since": http(-1) },
    { "if-unmodified-since": http(0) },
    { "if-unmodified-since": http(1) },
  ];
  for (const headers of holding)
    it(`accepts ${JSON.stringify(headers)}`, () => {
      check(headers, "read");
      check(headers, "write");
    });

  const failing: Record<string, string>[] = [
    { "if-match": "0x8D2" },
    { "if-match": "0x8D1 " },
    { "if-match": 'x"0x8D1"' },
    { "if-match": '"0x8D1"x' },
    { "if-match": "0W/x8D1" },
    { "if-none-match": "0x8D1" },
    { "if-none-match": "*" },
    { "if-modified-since": http(0) },
    { "if-modified-since": http(1) },
    { "if-unmodified-since": http(-1) },
  ];
  for (const headers of failing)
    it(`refuses ${JSON.stringify(headers)}`, () => {
      assert.throws(() => check(headers, "read"), { code: "NotModified", status: 304 });
      assert.throws(() => check(headers, "write"), { code: "ConditionNotMet", status: 412 });
    });

  it("refuses two headers, even if both hold", () => {
    const headers = { "if-match": "*", "if-unmodified-since": http(1) };
    assert.throws(() => check(headers), { code: "MultipleConditionHeadersNotSupported" });
  });

  it("refuses a time that isn't one", () => {
    for (const name of ["if-modified-since", "if-unmodified-since"])
      assert.throws(() => check({ [name]: "yesterday" }), { code: "InvalidHeaderValue" });
  });
});
