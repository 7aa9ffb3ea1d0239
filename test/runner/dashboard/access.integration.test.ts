import assert from "node:assert/strict";
import { describeOnCloud } from "../on-cloud.ts";
import { type DashboardPage, requestPath, requestRaw, withDashboard } from "./dashboard-page.ts";

describeOnCloud("azbatch dashboard: access", ({ cloud }) => {
  const onPage = (use: (page: DashboardPage) => Promise<void>): Promise<void> =>
    withDashboard(["--outputs", cloud.outputsFile], { cwd: cloud.folder }, use);

  it("gives the page only to a browser that has opened the address with the token", () =>
    onPage(async ({ url, origin, cookie }) => {
      const entry = await fetch(url);
      assert.match(entry.headers.get("set-cookie") ?? "", /^azbatch-\d+=.*HttpOnly; SameSite=Strict$/);
      assert(!(await entry.text()).includes(new URL(url).searchParams.get("token") ?? "none"));
      const page = await fetch(origin, { headers: { cookie } });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<script src="\/app.js"/);
      for (const headers of [{}, { cookie: `${cookie}x` }, { cookie: cookie.replace(/=.*/, "=") }])
        assert.equal((await fetch(origin, { headers })).status, 401);
      const wrongToken = await fetch(`${origin}/?token=wrong`);
      assert.deepEqual([wrongToken.status, wrongToken.headers.get("set-cookie")], [401, null]);
    }));

  it("refuses data without the cookie, and with the name of another host", () =>
    onPage(async ({ origin, cookie }) => {
      const data = `${origin}/api/jobs/any/tasks`;
      const { port } = new URL(origin);
      const refused = async (headers: Record<string, string>) => (await requestRaw(data, { headers })).code;
      assert.equal(await refused({}), "TokenRequired");
      assert.equal(await refused({ cookie: `azbatch-${Number(port) + 1}=x` }), "TokenRequired");
      assert.equal(await refused({ cookie, host: "evil.example" }), "HostNotAllowed");
      assert.equal(await refused({ cookie, host: `evil.example:${port}` }), "HostNotAllowed");
      assert.equal(await refused({ cookie, host: `localhost:${port}` }), "JobNotFound");
      const page = await requestRaw(origin, { headers: { cookie, host: `evil.example:${port}` } });
      assert.equal(page.status, 403);
    }));

  it("refuses data and actions without the cookie, however the path is written", () =>
    onPage(async ({ origin }) => {
      const { port } = new URL(origin);
      for (const path of ["/%61pi/jobs/any", "/ap%69/jobs/any", `http://127.0.0.1:${port}/api/jobs/any`]) {
        const data = await requestPath(origin, `${path}/tasks`);
        assert.deepEqual([data.status, data.code], [401, "TokenRequired"], path);
        const action = await requestPath(origin, `${path}/cancel`, { method: "POST", headers: { origin } });
        assert.deepEqual([action.status, action.code], [401, "TokenRequired"], path);
      }
      assert.equal((await requestPath(origin, "/no/such/page")).status, 401);
    }));

  it("refuses actions of other pages, without an origin, and by GET", () =>
    onPage(async ({ origin, cookie, get }) => {
      const action = `${origin}/api/jobs/any/cancel`;
      const { port } = new URL(origin);
      const post = async (headers: Record<string, string>) =>
        (await requestRaw(action, { method: "POST", headers: { cookie, ...headers } })).code;
      assert.equal(await post({}), "OriginNotAllowed");
      assert.equal(await post({ origin: "null" }), "OriginNotAllowed");
      assert.equal(await post({ origin: "http://evil.example" }), "OriginNotAllowed");
      assert.equal(await post({ origin: `http://127.0.0.1:${Number(port) + 1}` }), "OriginNotAllowed");
      assert.equal(await post({ origin, "sec-fetch-site": "same-site" }), "OriginNotAllowed");
      assert.equal(await post({ origin }), "JobNotFound");
      assert.equal((await get("jobs/any/cancel")).status, 404);
      const script = { cookie, "sec-fetch-site": "same-site" };
      assert.equal((await requestRaw(`${origin}/api/jobs/any/tasks`, { headers: script })).status, 403);
    }));

  it("forbids browsers to run, embed, keep or guess the type of anything", () =>
    onPage(async ({ origin, cookie }) => {
      for (const path of ["/", "/app.js", "/app.css", "/api/jobs/any/tasks", "/no/such/page", "/%ff"]) {
        const { headers } = await fetch(origin + path, { headers: { cookie } });
        const policy = headers.get("content-security-policy") ?? "";
        assert.match(policy, /^default-src 'none'/, path);
        assert.match(policy, /frame-ancestors 'none'/, path);
        assert.doesNotMatch(policy, /unsafe|\*|https?:/, path);
        assert.equal(headers.get("x-content-type-options"), "nosniff", path);
        assert.equal(headers.get("referrer-policy"), "no-referrer", path);
        assert.equal(headers.get("cache-control"), "no-store", path);
        assert.equal(headers.get("cross-origin-resource-policy"), "same-origin", path);
        assert.equal(headers.get("access-control-allow-origin"), null, path);
      }
    }));

  it("listens on a chosen port, and names one that is in use", () =>
    onPage(async ({ origin }) => {
      const { port } = new URL(origin);
      const second = withDashboard(
        ["--outputs", cloud.outputsFile, "--port", port],
        { cwd: cloud.folder },
        async () => {},
      );
      await assert.rejects(second, /--port/);
    }));
});
