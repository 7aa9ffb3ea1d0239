import assert from "node:assert/strict";
import { promisify } from "node:util";
import { credentials } from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import proto, { type CreateResponse, type DiffResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import { startProvider } from "../../../local/provider/index.ts";
import { bagOf } from "../../../local/provider/messages.ts";
import { account, fakeCloud, pool } from "../provision/fake-cloud.ts";

const urn = "urn:pulumi:test::shop::shop:index:Pool$azure-native:batch:Pool::workers";

describe("startProvider", () => {
  it("responds in the engine's protocol with property paths and ARM's errors, without stack traces", async () => {
    const log: string[] = [];
    const provider = await startProvider(fakeCloud().cloud, { log: (line) => log.push(line) });
    const client = new service.ResourceProviderClient(
      new URL(provider.endpoint).host,
      credentials.createInsecure(),
    );
    try {
      const diff = new proto.DiffRequest();
      diff.setUrn(urn);
      diff.setOldInputs(bagOf(pool));
      diff.setNews(bagOf({ ...pool, accountName: "other", taskSlotsPerNode: 2 }));
      const answer = promisify<proto.DiffRequest, DiffResponse>(client.diff.bind(client));
      const { ADD, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
      const changes = new Map<string, number>();
      (await answer(diff)).getDetaileddiffMap().forEach((change, path) => {
        changes.set(path, change.getKind());
      });
      assert.deepEqual(
        changes,
        new Map([
          ["accountName", UPDATE_REPLACE],
          ["taskSlotsPerNode", ADD],
        ]),
      );

      const create = new proto.CreateRequest();
      create.setUrn("urn:pulumi:test::shop::azure-native:batch:BatchAccount::batch");
      create.setProperties(bagOf(account));
      const created = promisify<proto.CreateRequest, CreateResponse>(client.create.bind(client));
      await assert.rejects(created(create), { details: /^Status=404 Code="ResourceGroupNotFound" [^\n]*$/ });
      assert.deepEqual(log, []);
    } finally {
      client.close();
      await provider.close();
    }
  });

  it("listens on the given port, and rejects with PortInUse if it is taken", async () => {
    const { cloud } = fakeCloud();
    const first = await startProvider(cloud, { log: () => {} });
    const port = Number(new URL(first.endpoint).port);
    await assert.rejects(startProvider(cloud, { port, log: () => {} }), { code: "PortInUse" });
    await first.close();
    const second = await startProvider(cloud, { port, log: () => {} });
    assert.equal(second.endpoint, first.endpoint);
    await second.close();
  });
});
