import assert from "node:assert/strict";
import { fetchInputs } from "../../../runner/job/fetch-inputs.ts";
import {
  type Answer,
  atFirst,
  ending,
  fetchFrom,
  identity,
  isToken,
  refuse,
  tokens,
  withIdentity,
} from "./input-server.ts";

const odd = ["-rf", 'it\'s a "b" & $(c) `d` {e} [f] ?g#h%41+.txt', "north/ä 水/x;y|z.txt", "north/a.txt"];

describe("job/fetch-inputs", () => {
  it("fetches files of any name and replaces existing ones", async () => {
    const { contents, asked, mode, failure } = await fetchFrom(() => false, odd);
    assert.equal(failure, undefined);
    assert.deepEqual(
      contents,
      odd.map((name) => `content of ${name}`),
    );
    assert.deepEqual(new Set(asked.map(({ query }) => query.toString())), new Set(["sig=secret&sp=r"]));
    assert.equal(mode, 0o750 & ~process.umask());
  });

  it("retries if storage is busy or a response breaks off", async () => {
    const breaks: Answer = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half", () => response.destroy());
      return true;
    };
    const busy: Answer = (_, response) => refuse(response, 503);
    const [first, second] = [atFirst(2, () => true, busy), atFirst(1, () => true, breaks)];
    const { contents, waited, failure } = await fetchFrom(
      (asked, response) => first(asked, response) || second(asked, response),
      ["a"],
    );
    assert.equal(failure, undefined);
    assert.deepEqual(contents, ["content of a"]);
    assert.deepEqual(waited, [1000, 2000, 4000]);
  });

  it("names a missing blob at once, without its signature", async () => {
    const gone: Answer = ({ path }, response) => path.endsWith("/b") && refuse(response, 404, "BlobNotFound");
    const { failure, waited, origin, folder } = await fetchFrom(gone, ["a", "b"]);
    assert(failure !== undefined);
    assert(failure.startsWith(`InputError: ${folder}/b `), failure);
    assert.match(failure, / 404 BlobNotFound\n/);
    assert(failure.endsWith(` ${origin}/input/b`), failure);
    assert.deepEqual(waited, []);
  });

  it("stops retrying after 95 seconds, and prints no signature", async () => {
    const cut: Answer = (_, response) => !response.destroy().writable;
    const { failure, waited } = await fetchFrom(cut, ["a"]);
    assert.match(failure ?? "", /^InputError: \S+\/a .* UND_ERR_SOCKET\n.* \S+\/input\/a$/);
    assert.equal(
      waited.reduce((sum, ms) => sum + ms),
      95_000,
    );
  });

  it("prints no signature of an invalid URL, which fetch's own error contains", async () => {
    const file = { url: "http://[/input/a", path: "a", mode: "0750" };
    const reading = { sas: { "http://[/input": "sig=secret" } };
    await assert.rejects(
      fetchInputs([file], reading, async () => {}),
      { message: /^InputError: a .* ERR_INVALID_URL\n.* http:\/\/\[\/input\/a$/ },
    );
  });

  it("fetches all files with one token of the node's identity", async () => {
    const { contents, asked } = await fetchFrom(tokens(), odd, withIdentity);
    assert.deepEqual(
      contents,
      odd.map((name) => `content of ${name}`),
    );
    const [token, ...others] = asked.filter(isToken);
    assert.deepEqual(others, []);
    assert.equal(token?.path, "/metadata/identity/oauth2/token");
    assert.equal(token?.headers.metadata, "true");
    assert.deepEqual(Object.fromEntries(token?.query ?? []), {
      "api-version": "2018-02-01",
      resource: "https://storage.azure.com/",
      msi_res_id: identity,
    });
    for (const { headers, query } of asked.filter((each) => !isToken(each))) {
      assert.equal(headers.authorization, "Bearer token 1");
      assert.match(String(headers["x-ms-version"]), /^20\d\d-\d\d-\d\d$/);
      assert.equal(query.size, 0);
    }
  });

  it("retries if the identity service is unavailable or the token has expired", async () => {
    const away = atFirst(1, isToken, (_, response) => refuse(response, 410));
    const ended = atFirst(
      1,
      (asked) => !isToken(asked),
      (_, response) => refuse(response, 401, "InvalidAuthenticationInfo"),
    );
    const service = tokens();
    const { contents, asked, waited } = await fetchFrom(
      (each, response) => away(each, response) || ended(each, response) || service(each, response),
      ["a"],
      withIdentity,
    );
    assert.deepEqual(contents, ["content of a"]);
    assert.equal(asked.at(-1)?.headers.authorization, "Bearer token 2");
    assert.deepEqual(waited, [1000, 2000]);
  });

  it("retries 401, 408, 429 and 5xx of storage, and no other status", async () => {
    for (const status of [401, 408, 429, 500]) {
      const once = atFirst(
        1,
        () => true,
        (_, response) => refuse(response, status),
      );
      const { waited, failure } = await fetchFrom(once, ["a"]);
      assert.deepEqual([waited, failure], [[1000], undefined], String(status));
    }
    for (const status of [400, 403, 404, 409, 499]) {
      const { waited, failure } = await fetchFrom((_, response) => refuse(response, status, "Code"), ["a"]);
      assert.deepEqual(waited, [], String(status));
      assert.match(failure ?? "", new RegExp(`: ${status} Code\\n`));
    }
  });

  it("retries 404, 410, 429 and 5xx of the identity service, and a response without a token", async () => {
    const wrong: Answer[] = [404, 410, 429, 500].map((status) => (_, response) => refuse(response, status));
    for (const text of ["null", "[]", "{}", '"token"']) wrong.push(ending(200, text));
    for (const answer of wrong) {
      const [first, service] = [atFirst(1, isToken, answer), tokens()];
      const { waited, failure, contents } = await fetchFrom(
        (each, response) => first(each, response) || service(each, response),
        ["a"],
        withIdentity,
      );
      assert.deepEqual([waited, failure, contents], [[1000], undefined, ["content of a"]]);
    }
    for (const status of [401, 403, 499]) {
      const refused: Answer = (asked, response) => isToken(asked) && refuse(response, status);
      const { waited, failure } = await fetchFrom(refused, ["a"], withIdentity);
      assert.deepEqual(waited, []);
      assert.match(failure ?? "", new RegExp(`: ${status} `));
    }
  });

  it("reports a status without a code", async () => {
    assert.match((await fetchFrom(ending(404, ""), ["a"])).failure ?? "", /: 404\n/);
  });

  it("reports a full disk or a file in place of a folder by its code, without a retry", async () => {
    const { failure, waited } = await fetchFrom(() => false, ["north/a.txt/b"]);
    assert.match(failure ?? "", /: (ENOTDIR|EEXIST)\n/);
    assert.deepEqual(waited, []);
  });

  it("reports a missing identity and a missing role", async () => {
    const none: Answer = (asked, response) => isToken(asked) && refuse(response, 400);
    const { failure } = await fetchFrom(none, ["a"], withIdentity);
    assert.match(failure ?? "", /^InputError: \S+\/a .* 400 .*\bidentity\b.*\n/);
    const service = tokens();
    const noRole: Answer = (asked, response) =>
      service(asked, response) || refuse(response, 403, "AuthorizationPermissionMismatch");
    const refused = await fetchFrom(noRole, ["a"], withIdentity);
    assert.match(refused.failure ?? "", /: 403 AuthorizationPermissionMismatch\n/);
    assert(!refused.failure?.includes("token"));
  });
});
