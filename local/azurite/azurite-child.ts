/**
 * Azurite's blob service as a child of the local cloud; Azurite itself reads its options from the command line.
 * Messages in: the storage accounts, `name:key;…`, and again whenever there is one more. Out: `{endpoint}` when the service
 * answers, then `{}` for each later list. It ends when its parent does, however that ends.
 */

import { once } from "node:events";
import { join } from "node:path";
import { BlobServerFactory } from "azurite/dist/src/blob/BlobServerFactory.js";
import { ExpectedError } from "../emulator/system/errors.ts";
import { openExclusively } from "../emulator/system/exclusive-database.ts";
import { recovery } from "../errors.ts";
import { checkBlobNames } from "./blob-names.ts";
import { openDocumentLog } from "./document-log.ts";
import { makeDurable, saveAfterEachCall } from "./durable-metadata.ts";
import { checkExtents, usedExtents, usedExtentsPage } from "./extents.ts";
import { refusalOf, refuseBrokenContent } from "./refuse.ts";

const serve = async (dir: string): Promise<void> => {
  const orphaned = once(process, "disconnect");
  const [accounts] = await once(process, "message");
  process.env.AZURITE_ACCOUNTS = accounts;
  // The Azurite of a cloud that was killed may still be ending.
  const database = openExclusively(join(dir, "metadata.db"), { waitMs: 15_000, recovery });
  const server = await new BlobServerFactory().createServer();
  const { metadataStore, extentMetadataStore, extentStore } = server;
  const log = openDocumentLog(database);
  await makeDurable([metadataStore, extentMetadataStore], log);
  const content = join(dir, "__blobstorage__");
  checkExtents(content, usedExtents(metadataStore.db));
  refuseBrokenContent(extentStore, content);
  metadataStore.iteratorExtents = () => usedExtentsPage(metadataStore.db);
  saveAfterEachCall(metadataStore, () => {
    try {
      log.save();
    } catch (error) {
      throw refusalOf(error, dir);
    }
  });
  checkBlobNames(metadataStore);
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
  database.close();
};

// Ctrl-C in a terminal reaches the whole group; the parent says when to end.
process.on("SIGINT", () => {});
process.umask(0o077);
try {
  await serve(process.env.AZURITE_CHILD_DIR ?? "");
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  // startAzurite reads the code.
  process.stderr.write(`${error.code} Error: ${error.message}\n`);
  process.exit(1);
}
process.exit();
