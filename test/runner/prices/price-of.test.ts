import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { priceOf } from "../../../runner/prices/price-of.ts";
import type { VmPrice } from "../../../runner/prices/vm-price.ts";
import { withTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { d2sMeters, meter, pageOf, type Reply, startPriceServer } from "./price-server.ts";

const request = { vmSize: "Standard_D2s_v5", location: "eastus", currency: "USD" };
const inTable = {
  ...request,
  dedicated: 0.096,
  spot: undefined,
  date: "2026-06-18",
  source: "table",
} as const;

interface User {
  readonly ask: (at: string, fields?: Partial<Parameters<typeof priceOf>[0]>) => Promise<VmPrice | undefined>;
  readonly queries: readonly string[];
  readonly folder: string;
}

/** Calls with a user whose cache is empty, and an API that answers with these replies. */
const withUser = async (replies: readonly Reply[], use: (user: User) => Promise<void>): Promise<void> => {
  const { url, queries, close } = await startPriceServer(...replies);
  try {
    await withTemporaryFolder(async (folder) => {
      const env = { XDG_CACHE_HOME: folder, AZBATCH_PRICES_URL: url };
      const ask: User["ask"] = (at, fields) =>
        priceOf({ ...request, offline: false, ...fields }, { env, clock: { now: () => new Date(at) } });
      await use({ ask, queries, folder: join(folder, "azbatch", "prices") });
    });
  } finally {
    close();
  }
};

const today = "2026-11-26T12:00:00Z";
const found = { ...request, dedicated: 0.096, spot: 0.0389, date: "2026-11-26", source: "api" } as const;

describe("priceOf", () => {
  it("asks for one size in one region, and keeps the answer for a week", async () => {
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, queries }) => {
      assert.deepEqual(await ask(today), found);
      assert.deepEqual(await ask("2026-12-03T11:00:00Z"), found);
      assert.deepEqual(queries, [
        "?currencyCode='USD'&$filter=serviceName eq 'Virtual Machines' and armRegionName eq 'eastus' and armSkuName eq 'Standard_D2s_v5' and priceType eq 'Consumption'",
      ]);
      assert.equal((await ask("2026-12-03T13:00:00Z"))?.date, "2026-12-03");
      assert.equal(queries.length, 2);
    });
  });

  it("asks again if the cache is from a clock that was ahead", async () => {
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, queries }) => {
      await ask("2036-11-26T12:00:00Z");
      assert.equal((await ask(today))?.date, "2026-11-26");
      assert.equal(queries.length, 2);
    });
    await withUser([{ status: 404 }, { body: pageOf(d2sMeters) }], async ({ ask }) => {
      assert.equal((await ask("2036-11-26T12:00:00Z"))?.source, "table");
      assert.deepEqual(await ask(today), found);
    });
  });

  it("follows pages on its own host, whatever host the answer names", async () => {
    const next = "https://elsewhere.example:443/api/retail/prices?currencyCode='USD'&$skip=1000";
    const pages = [{ body: pageOf([meter({ armSkuName: "other" })], next) }, { body: pageOf([meter()]) }];
    await withUser(pages, async ({ ask, queries }) => {
      assert.equal((await ask(today))?.dedicated, 0.096);
      assert.equal(queries[1], "?currencyCode='USD'&$skip=1000");
    });
  });

  it("doesn't take the first pages of an endless list for the whole list", async () => {
    const endless = { body: pageOf([], "http://elsewhere.example/?$skip=1000") };
    await withUser(
      [endless, endless, endless, endless, endless, { body: pageOf(d2sMeters) }],
      async (user) => {
        assert.deepEqual(await user.ask(today), inTable);
        assert.deepEqual(await user.ask("2026-11-26T13:00:00Z"), found);
      },
    );
  });

  it("escapes names in the filter", async () => {
    await withUser([{}], async ({ ask, queries }) => {
      assert.equal(await ask(today, { vmSize: "a' or 'b'&c=d" }), undefined);
      assert.match(queries[0] ?? "", /armSkuName eq 'a'' or ''b''&c=d' and/);
    });
  });

  it("tries once more after a server error", async () => {
    await withUser([{ status: 503 }, { body: pageOf(d2sMeters) }], async ({ ask, queries }) => {
      assert.deepEqual(await ask(today), found);
      assert.equal(queries.length, 2);
    });
  });

  it("uses the table offline, and the cache if it is newer", async () => {
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, queries }) => {
      assert.deepEqual(await ask(today, { offline: true }), inTable);
      await ask(today);
      assert.deepEqual(await ask("2027-11-26T12:00:00Z", { offline: true }), found);
      assert.equal(queries.length, 1);
    });
  });

  for (const [what, reply] of Object.entries({
    "an error": { status: 500 },
    "a page of a proxy": { body: "<html>" },
    "other JSON": { body: { Items: [{ retailPrice: "free" }] } },
    "a huge answer": { body: " ".repeat(3_000_000) },
  }))
    it(`uses an old price after ${what}, and doesn't ask again for ten minutes`, async () => {
      await withUser([{ body: pageOf(d2sMeters) }, reply], async ({ ask, queries }) => {
        await ask(today);
        assert.deepEqual(await ask("2026-12-26T12:00:00Z"), found);
        const asked = queries.length;
        assert.deepEqual(await ask("2026-12-26T12:09:00Z"), found);
        assert.equal(queries.length, asked);
        await ask("2026-12-26T12:11:00Z");
        assert.ok(queries.length > asked);
      });
    });

  it("gives up on a silent server within seconds", async () => {
    await withUser([{ hangs: true }], async ({ ask }) => {
      const start = performance.now();
      assert.deepEqual(await ask(today), inTable);
      assert.ok(performance.now() - start < 6000);
    });
  }).timeout(10_000);

  it("knows no price of a size that neither the API nor the table has", async () => {
    await withUser([{}], async ({ ask, queries }) => {
      assert.equal(await ask(today, { vmSize: "Standard_X1" }), undefined);
      assert.equal(await ask(today, { vmSize: "Standard_X1" }), undefined);
      assert.equal(queries.length, 1);
      assert.equal(await ask(today, { currency: "EUR" }), undefined);
    });
  });

  it("survives a damaged cache, and one that can't be written", async () => {
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, folder }) => {
      await ask(today);
      const [name = ""] = await readdir(folder);
      await writeFile(
        join(folder, name),
        '{"entryVersion":1,"readAt":"2026-11-26T12:00:00Z","dedicated":-1}',
      );
      assert.deepEqual(await ask(today), found);
    });
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, folder }) => {
      await mkdir(join(folder, ".."), { recursive: true });
      await writeFile(folder, "a file");
      assert.deepEqual(await ask(today), found);
    });
  });

  it("lets commands write the cache at the same time", async () => {
    await withUser([{ body: pageOf(d2sMeters) }], async ({ ask, folder }) => {
      await Promise.all(Array.from({ length: 20 }, () => ask(today)));
      const names = await readdir(folder);
      assert.equal(names.length, 1);
      assert.deepEqual(JSON.parse(await readFile(join(folder, names[0]!), "utf8")).dedicated, 0.096);
    });
  });

  it("uses HTTPS_PROXY", async () => {
    const asked: string[] = [];
    const proxy = createServer().on("connect", ({ url = "" }, socket) => {
      asked.push(url);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((done) => void proxy.listen(0, "127.0.0.1", done));
    await withTemporaryFolder(async (folder) => {
      const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const env = { XDG_CACHE_HOME: folder, HTTPS_PROXY };
      const clock = { now: () => new Date(today) };
      assert.deepEqual(await priceOf({ ...request, offline: false }, { env, clock }), inTable);
    });
    proxy.closeAllConnections();
    proxy.close();
    assert.equal(asked[0], "prices.azure.com:443");
  });
});
