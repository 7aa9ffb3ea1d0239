/**
 * Azurite's blob service in a child process of the local cloud. Azurite reads its options from the command line.
 * Receives the storage accounts as `name:key;…`, again after each change. Sends `{endpoint}` when the service is ready, then `{}`
 * for each change. Ends when its parent ends, even by a kill.
 */

import { once } from "node:events";
import { join } from "node:path";
import { BlobServerFactory } from "azurite/dist/src/blob/BlobServerFactory.js";
import { ExpectedError } from "../emulator/system/errors.ts";
import { openExclusively } from "../emulator/system/exclusive-database.ts";
import { recovery } from "../errors.ts";
import { checkBlobNames } from "./blob-names.ts";
import { refusalOf, refuseBrokenContent } from "./disk-errors.ts";
import { openDocumentLog } from "./document-log.ts";
import { makeDurable, saveAfterEachCall } from "./durable-metadata.ts";
import { checkExtents, usedExtents, usedExtentsPage } from "./extents.ts";

const serve = async (dir: string): Promise<void> => {
  const orphaned = once(process, "disconnect");
  const [accounts] = await once(process, "message");
  process.env.AZURITE_ACCOUNTS = accounts;
  // The Azurite of a killed cloud may still be ending.
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
    // Azurite reads the variable only once a minute.
    server.accountDataStore.refresh();
    process.send?.({});
  });
  process.send?.({ endpoint: server.getHttpServerAddress() });
  await orphaned;
  await server.close();
  database.close();
};

// Ctrl-C in a terminal signals the whole process group; the parent ends this process.
process.on("SIGINT", () => {});
process.umask(0o077);
try {
  await serve(process.env.AZURITE_CHILD_DIR ?? "");
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error;
  // startAzurite parses the code.
  process.stderr.write(`${error.code} Error: ${error.message}\n`);
  process.exit(1);
}
process.exit();
