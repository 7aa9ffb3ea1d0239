import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type Azurite, startAzurite } from "../../../local/azurite/azurite.ts";

const account = "acct1";
const key = Buffer.alloc(64, 7).toString("base64");

interface AzuriteContainer {
  readonly container: ContainerClient;
  /** A temporary folder on this machine. */
  readonly folder: string;
}

/** A container of Azurite for the tests of a suite. Its fields are set before the first test. */
export const azuriteContainer = (): AzuriteContainer => {
  const scene: { container?: ContainerClient; folder?: string } = {};
  let azurite: Azurite;

  before(async () => {
    scene.folder = await mkdtemp(join(tmpdir(), "batch-test-"));
    azurite = await startAzurite({
      dir: join(scene.folder, "azurite"),
      accounts: new Map([[account, key]]),
    });
    const credential = new StorageSharedKeyCredential(account, key);
    scene.container = new ContainerClient(`${azurite.endpoint}/${account}/files`, credential);
    await scene.container.create();
  });

  after(async () => {
    await azurite.close();
    await rm(scene.folder!, { recursive: true });
  });

  return scene as AzuriteContainer;
};
