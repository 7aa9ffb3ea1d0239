import assert from "node:assert/strict";
import type { ClientChanges, Lab } from "./lab.ts";
import { conforms, suite } from "./lab.ts";
import { refused } from "./refused.ts";

suite("errors", () => {
  conforms("have a message with the request's id and the time", async (lab) => {
    const { message } = await refused(lab.client.pool.get(lab.newId("none")), {
      statusCode: 404,
      code: "PoolNotFound",
    });
    assert.match(
      message,
      /^The specified pool does not exist\.\nRequestId:[0-9a-f-]{36}\nTime:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/,
    );
  });

  conforms("name the invalid query parameter", async (lab) => {
    const { values } = await refused(withQuery(lab, "api-version", undefined).job.list(), {
      statusCode: 400,
      code: "MissingRequiredQueryParameter",
    });
    assert.equal(values.QueryParameterName, "api-version");
    await refused(withQuery(lab, "api-version", "1999-01-01.1.0").job.list(), {
      statusCode: 400,
      code: "UnsupportedRequestVersion",
    });
    for (const maxresults of ["0", "1001"])
      await refused(withQuery(lab, "maxresults", maxresults).job.list(), {
        statusCode: 400,
        code: "InvalidQueryParameterValue",
      });
    const filtered = lab.client.job.list({ jobListOptions: { filter: "nosuch eq 'thing'" } });
    await refused(filtered, { statusCode: 400, code: "InvalidQueryParameterValue" });
  });

  conforms("name the invalid property", async (lab) => {
    const add = (body: string) => withBody(lab, body).job.add({ id: "any", poolInfo: { poolId: "any" } });
    await refused(add("{"), { statusCode: 400, code: "InvalidRequestBody" });
    await refused(add('{"id":"any"}'), { statusCode: 400, code: "MissingRequiredProperty" });
    const poolInfo = { poolId: "any" };
    const { values } = await refused(add(JSON.stringify({ id: "any", poolInfo, priority: 1001 })), {
      statusCode: 400,
      code: "InvalidPropertyValue",
    });
    assert.equal(values.PropertyName, "priority");
    assert.equal(values.PropertyValue, "1001");
    assert(values.Reason);
  });

  conforms("are returned for ids with invalid or more than 64 characters", async (lab) => {
    for (const id of ["with space", "dot.ted", "slash/ed", "x".repeat(65), "ümlaut"])
      await refused(lab.client.job.add({ id, poolInfo: { poolId: "any" } }), {
        statusCode: 400,
        code: "InvalidPropertyValue",
      });
    const longest = await lab.addJob({ id: `${lab.newId("longest")}-`.padEnd(64, "x") });
    assert.equal(longest.length, 64);
  });

  conforms("are returned for unknown resources and methods", async (lab) => {
    const to = (path: string) =>
      lab.clientWith({
        unsigned: (request) => {
          request.url = request.url.replace("/jobs?", `${path}?`);
        },
      });
    await refused(to("/nosuchthings").job.list(), { statusCode: 404 });
    const verb = lab.clientWith({
      unsigned: (request) => {
        request.method = "DELETE";
      },
    });
    await refused(verb.job.list(), { statusCode: 405, code: "UnsupportedHttpVerb" });
  });

  conforms("have the client's request id if the client requests it", async (lab) => {
    const clientRequestId = "6f0e9f5c-7f0d-4f6a-9f3c-0a4f5b1c2d3e";
    const asked = await lab.client.job.list({
      jobListOptions: { clientRequestId, returnClientRequestId: true, maxResults: 1 },
    });
    assert.equal(asked._response.headers.get("client-request-id"), clientRequestId);
    const unasked = await lab.client.job.list({ jobListOptions: { clientRequestId, maxResults: 1 } });
    assert.equal(unasked._response.headers.get("client-request-id"), undefined);
    assert.match(unasked.requestId!, /^[0-9a-f-]{36}$/);
  });
});

suite("authentication", () => {
  const date = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toUTCString();
  const failures: Record<string, (lab: Lab) => ClientChanges> = {
    "another key": () => ({ key: Buffer.alloc(64, 7).toString("base64") }),
    "another account": () => ({ account: "nosuchaccount" }),
    "a header changed after it was signed": () => ({
      signed: (request) => request.headers.set("ocp-range", "bytes=0-1"),
    }),
    "a query changed after it was signed": () => ({
      signed: (request) => {
        request.url += "&maxresults=1";
      },
    }),
    "a path changed after it was signed": () => ({
      signed: (request) => {
        request.url = request.url.replace("/jobs", "/pools");
      },
    }),
    "no signature": () => ({
      signed: (request) => {
        request.headers.remove("authorization");
      },
    }),
    "a date that was not signed": () => ({ signed: (request) => request.headers.set("ocp-date", date(-1)) }),
  };
  for (const [what, changes] of Object.entries(failures)) {
    conforms(`fails with ${what}`, async (lab) => {
      await refused(lab.clientWith(changes(lab)).job.list(), {
        statusCode: 403,
        code: "AuthenticationFailed",
      });
    });
  }

  conforms("fails with Azure's message", async (lab) => {
    const { message } = await refused(lab.clientWith({ account: "nosuchaccount" }).job.list(), {
      statusCode: 403,
      code: "AuthenticationFailed",
    });
    assert.match(message, /^Server failed to authenticate the request\./);
  });

  for (const minutes of [-16, 16]) {
    conforms(`fails with a signed date ${minutes} minutes from now`, async (lab) => {
      await refused(dated(lab, date(minutes)).job.list(), { statusCode: 403, code: "AuthenticationFailed" });
    });
  }

  conforms("accepts a date 10 minutes from now", async (lab) => {
    await dated(lab, date(-10)).job.list({ jobListOptions: { maxResults: 1 } });
  });

  conforms("fails with another code if the signature is malformed", async (lab) => {
    const odd = lab.clientWith({
      signed: (request) => request.headers.set("authorization", "SharedKey nonsense"),
    });
    await refused(odd.job.list(), { statusCode: 400, code: "InvalidAuthenticationInfo" });
  });
});

const withQuery = (lab: Lab, name: string, value: string | undefined) =>
  lab.clientWith({
    unsigned: (request) => {
      const url = new URL(request.url);
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      request.url = url.href;
    },
  });

const withBody = (lab: Lab, body: string) =>
  lab.clientWith({
    unsigned: (request) => {
      request.body = body;
    },
  });

/** Signs a date. Without one, the client sets its own. */
const dated = (lab: Lab, date: string) =>
  lab.clientWith({ unsigned: (request) => request.headers.set("ocp-date", date) });
