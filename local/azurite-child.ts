/**
 * Azurite's blob service as a child of the local cloud; Azurite itself reads its options from the command line.
 * Messages in: the storage accounts, `name:key;…`, and again whenever there is one more. Out: `{endpoint}` when the service
 * answers, then `{}` for each later list. It ends, with its data saved, when its parent does, however that ends.
 */
import { once } from "node:events";
import { BlobServerFactory } from "azurite/dist/src/blob/BlobServerFactory.js";
import { openExclusively } from "./lock.ts";

const serve = async (): Promise<void> => {
  const orphaned = once(process, "disconnect");
  const [accounts] = await once(process, "message");
  process.env.AZURITE_ACCOUNTS = accounts;
  // The Azurite of a cloud that was killed may still be saving.
  const lock = openExclusively(process.env.AZURITE_CHILD_LOCK ?? "", { waitMs: 15_000 });
  const server = await new BlobServerFactory().createServer();
  await server.start();
  process.on("message", (more: string) => {
    process.env.AZURITE_ACCOUNTS = more;
    // Azurite itself looks at the variable once a minute.
    server.accountDataStore.refresh();
    process.send?.({});
  });
  process.send?.({ endpoint: server.getHttpServerAddress() });
  await orphaned;
  await server.close();
  lock.close();
};

// Ctrl-C in a terminal reaches the whole group; the parent says when to end.
process.on("SIGINT", () => {});
await serve();
process.exit();
