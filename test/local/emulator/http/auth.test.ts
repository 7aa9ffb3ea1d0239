import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { authenticate } from "../../../../local/emulator/http/auth.ts";
import { createTaskToken } from "../../../../local/emulator/system/task-token.ts";

const key = Buffer.from("secret").toString("base64");
const now = new Date(Date.UTC(2026, 0, 1, 12));
const date = now.toUTCString();

interface Parts {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The signed text's lines between the method and the path; by default those of a request with only `ocp-date`. */
  readonly lines?: readonly string[];
  readonly resource?: string;
}

const authenticated = ({ query = "", headers = {}, lines, resource }: Parts): string => {
  const all: Record<string, string> = { "ocp-date": date, ...headers };
  const text = [
    "GET",
    ...(lines ?? [...Array(11).fill(""), `ocp-date:${all["ocp-date"]}`]),
    resource ?? "/acc/jobs/a%20b",
  ].join("\n");
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64");
  return authenticate(
    {
      method: "GET",
      rawPath: "/jobs/a%20b",
      query: new URLSearchParams(query),
      headers: { authorization: `SharedKey acc:${signature}`, ...all },
    },
    { keyOf: (name) => (name === "acc" ? key : undefined), now: () => now },
  );
};

const failed = { code: "AuthenticationFailed", status: 403 };

describe("authenticate", () => {
  it("returns the account whose key signed the request", () => {
    assert.equal(authenticated({}), "acc");
  });

  it("covers the standard headers in Azure's order, and all ocp headers in theirs", () => {
    const headers = {
      "content-encoding": "1",
      "content-language": "2",
      "content-length": "3",
      "content-md5": "4",
      "content-type": "5",
      date: "6",
      "if-modified-since": "7",
      "if-match": "8",
      "if-none-match": "9",
      "if-unmodified-since": "10",
      range: "11",
      "ocp-range": "12",
      other: "13",
    };
    const lines = [..."123456789", "10", "11", `ocp-date:${date}`, "ocp-range:12"];
    assert.equal(authenticated({ headers, lines }), "acc");
    assert.throws(() => authenticated({ headers: { ...headers, range: "x" }, lines }), failed);
  });

  it("covers the query, sorted by name", () => {
    const resource = "/acc/jobs/a%20b\napi-version:1\nmaxresults:2";
    assert.equal(authenticated({ query: "maxresults=2&api-version=1", resource }), "acc");
    assert.throws(() => authenticated({ query: "maxresults=3&api-version=1", resource }), failed);
  });

  for (const [minutes, isAccepted] of [
    [-15, true],
    [15, true],
    [-16, false],
    [16, false],
  ] as const)
    it(`${isAccepted ? "accepts" : "refuses"} a date that is ${minutes} minutes from the server's`, () => {
      const headers = { "ocp-date": new Date(now.getTime() + minutes * 60_000).toUTCString() };
      if (isAccepted) assert.equal(authenticated({ headers }), "acc");
      else assert.throws(() => authenticated({ headers }), failed);
    });

  it("uses the Date header without ocp-date, and requires one of them", () => {
    const lines = [...Array(5).fill(""), date, ...Array(5).fill(""), "ocp-date:"];
    assert.equal(authenticated({ headers: { "ocp-date": "", date }, lines }), "acc");
    assert.throws(() => authenticated({ headers: { "ocp-date": "", date: "soon" } }), failed);
  });

  it("refuses an unknown account, a wrong signature and a missing header", () => {
    const authorized = (authorization: string) => authenticated({ headers: { authorization } });
    for (const header of ["SharedKey other:AAAA", "SharedKey acc:AAAA", `SharedKey acc:${"A".repeat(43)}=`])
      assert.throws(() => authorized(header), failed, header);
    assert.throws(
      () =>
        authenticate(
          { method: "GET", rawPath: "/", query: new URLSearchParams(), headers: {} },
          { keyOf: () => key, now: () => now },
        ),
      failed,
    );
  });

  it("accepts the token of a task only for its job", () => {
    const authorized = (job: string, by = key) =>
      authenticated({ headers: { authorization: `Bearer ${createTaskToken({ account: "acc", job }, by)}` } });
    assert.equal(authorized("A%20B"), "acc");
    assert.throws(() => authorized("other"), { code: "InsufficientAccountPermissions", status: 403 });
    assert.throws(() => authorized("a%20b", Buffer.from("other").toString("base64")), failed);
  });

  it("refuses a header of another form", () => {
    for (const authorization of ["Basic abc", "SharedKey acc", "SharedKey acc:a b", "xSharedKey acc:AAAA"])
      assert.throws(() => authenticated({ headers: { authorization } }), {
        code: "InvalidAuthenticationInfo",
      });
  });

  for (const query of ["a=1&a=2", "a=1&A=1", "a=%0A", "a%0A=1", "a:b=1"])
    it(`refuses the ambiguous query ${query}`, () => {
      assert.throws(() => authenticated({ query }), { code: "InvalidQueryParameterValue" });
    });
});
