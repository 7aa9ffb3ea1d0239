import assert from "node:assert/strict";
import type { BatchRequest } from "../../../../../local/emulator/protocol/batch-request.ts";
import { pageResult, pageSize, positionOf } from "../../../../../local/emulator/protocol/odata/paging.ts";
import { select } from "../../../../../local/emulator/protocol/odata/select.ts";

const requestOf = (query: BatchRequest["query"]): BatchRequest => ({
  account: "a",
  requestId: "id",
  apiVersion: "2025-06-01",
  baseUrl: "http://host",
  rawPath: "/jobs",
  params: {},
  query,
  rawQuery: new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
  ),
  headers: {},
  body: undefined,
});

describe("pageSize", () => {
  it("is maxresults, at most Azure's largest page", () => {
    assert.deepEqual(
      [1, 1000, 1001].map((maxresults) => pageSize(requestOf({ maxresults }))),
      [1, 1000, 1000],
    );
    assert.equal(pageSize(requestOf({})), 1000);
    assert.equal(pageSize(requestOf({ maxresults: 11 }), 10), 10);
  });
});

describe("positionOf", () => {
  it("is undefined on the first page", () => {
    assert.equal(positionOf(requestOf({})), undefined);
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  for (const token of ["x", "", encoded(null), encoded([]), encoded("id"), encoded(1)].filter((each) => each))
    it(`refuses a token of another service: ${token}`, () => {
      assert.throws(() => positionOf(requestOf({ $skiptoken: token })), {
        code: "InvalidQueryParameterValue",
      });
    });
});

describe("pageResult", () => {
  const page = (items: readonly string[], query: BatchRequest["query"] = {}) =>
    pageResult(requestOf(query), {
      metadata: "jobs",
      items,
      size: 2,
      render: (id) => ({ id }),
      position: (id) => ({ id }),
    }).body;

  it("has no link on the last page", () => {
    for (const items of [[], ["a"], ["a", "b"]])
      assert.deepEqual(page(items), {
        "odata.metadata": "http://host/$metadata#jobs",
        value: items.map((id) => ({ id })),
      });
  });

  it("links to the page after its last item, with the request's query", () => {
    const body: Record<string, unknown> = {
      ...page(["a", "b", "c"], { $filter: "id gt '0'", $skiptoken: "old" }),
    };
    const { value, "odata.nextLink": link } = body;
    assert.deepEqual(value, [{ id: "a" }, { id: "b" }]);
    const { origin, pathname, searchParams } = new URL(String(link));
    assert.equal(origin + pathname, "http://host/jobs");
    assert.deepEqual([...searchParams.keys()], ["$filter", "$skiptoken"]);
    const next = requestOf(Object.fromEntries(searchParams));
    assert.deepEqual(positionOf(next), { id: "b" });
  });
});

describe("select", () => {
  const resource = { id: "a", state: "active", url: "u" };

  it("keeps the properties that it names, or all", () => {
    assert.deepEqual(select("id, state,other")(resource), { id: "a", state: "active" });
    for (const text of [undefined, " "]) assert.equal(select(text)(resource), resource);
  });

  for (const text of ["id,", "id;state", "executionInfo/exitCode", "1d", "id,st-ate"])
    it(`refuses ${text}`, () => {
      assert.throws(() => select(text), { code: "InvalidQueryParameterValue" });
    });
});
