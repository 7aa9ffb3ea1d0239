import assert from "node:assert/strict";
import { truncateSync, writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../../local/emulator/state/database.ts";
import { ExpectedError } from "../../local/emulator/system/errors.ts";
import { openExclusively } from "../../local/emulator/system/exclusive-database.ts";
import { type ErrorCode, errorCodes } from "../../local/errors.ts";
import { readFaultSettings } from "../../local/fault-settings.ts";
import { requestLease, requestProviderPort } from "../../local/lease.ts";
import { runProgram } from "../../local/program-run.ts";
import { providerOperations } from "../../local/provider/operations.ts";
import { dataPlanePool } from "../../local/provision/data-plane-pool.ts";
import { invokeOf, provisionerOf } from "../../local/provision/index.ts";
import { putResource } from "../../local/provision/resources.ts";
import { readPulumiConfig } from "../../local/pulumi-config.ts";
import { prepareFolder } from "../../local/state/folder.ts";
import { openState } from "../../local/state/state.ts";
import { asOtherUser } from "../helpers/as-other-user.ts";
import { endOf, runLocal } from "../helpers/attached.ts";
import { assertSnapshot, normalise } from "../helpers/snapshot.ts";
import { withTemporaryFolder } from "../helpers/temporary-folder.ts";
import { fakeControl } from "./fake-control.ts";
import { account, fakeCloud, group, noFaults, pool } from "./provision/fake-cloud.ts";

const project = new URL("../../Pulumi.yaml", import.meta.url).pathname;
const config = readPulumiConfig(project);
const type = (name: string): string => `azure-native:${name}`;
const named = (name: string) => ({ urn: urnOf(type(name)), type: type(name), name: "thing" });
const urnOf = (token: string): string => `urn:pulumi:test::shop::${token}::thing`;

const withSetting = (name: string, value: string) => ({
  ...config,
  values: { ...config.values, [`${config.project}:${name}`]: value },
});

const stackFile = async (folder: string, yaml: string): Promise<string> => {
  await writeFile(join(folder, "Pulumi.dev.yaml"), yaml);
  return join(folder, "Pulumi.dev.yaml");
};

/** Opens a database twice. */
const openTwice = <Opened extends { close(): void }>(open: () => Opened): void => {
  const first = open();
  try {
    open();
  } finally {
    first.close();
  }
};

const emptied = (file: string, open: () => { close(): void }): void => {
  open().close();
  truncateSync(file);
  open();
};

/** Raises each error that needs no running cloud. */
const errors: Partial<Record<ErrorCode, (folder: string) => unknown>> = {
  InvalidOption: () => readFaultSettings(["busy"], "lucky"),
  SettingsFileNotFound: (folder) => readPulumiConfig(join(folder, "Pulumi.yaml")),
  InvalidSettingsFile: async (folder) => readPulumiConfig(project, await stackFile(folder, "a: [")),
  UnsupportedSetting: async (folder) =>
    readPulumiConfig(project, await stackFile(folder, "config:\n  p:key:\n    secure: v1:abc\n")),
  ProgramFailed: () => runProgram(fakeCloud().cloud, withSetting("nodeCount", "many")),
  UnknownResourceType: () => provisionerOf(type("web:WebApp")),
  UnknownFunction: () => invokeOf(type("web:listSecrets")),
  UnknownPoolProperty: () => dataPlanePool("p", { mountConfiguration: [] }),
  ResourceExists: async () => {
    const { create } = providerOperations(fakeCloud().cloud);
    await create(named("resources:ResourceGroup"), group, false);
    await create(named("resources:ResourceGroup"), group, false);
  },
  FolderNotOwned: (folder) => asOtherUser(folder, async () => prepareFolder("/")),
  FolderUnwritable: async (folder) => {
    await writeFile(join(folder, "file"), "");
    prepareFolder(join(folder, "file"));
  },
  StateCorrupt: (folder) => emptied(join(folder, "cloud.db"), () => openState(folder)),
  StateMissing: (folder) => {
    writeFileSync(join(folder, "batch.db"), "");
    openState(folder);
  },
  StateTooNew: (folder) => {
    openDatabase(folder).close();
    const database = new DatabaseSync(join(folder, "batch.db"));
    database.exec("PRAGMA user_version = 1000");
    database.close();
    openDatabase(folder);
  },
  StateUnwritable: async (folder) => {
    await mkdir(join(folder, "cloud.db"));
    openExclusively(join(folder, "cloud.db"));
  },
  AlreadyRunning: (folder) => openTwice(() => openState(folder)),
  DirectoryInUse: (folder) => openTwice(() => openDatabase(folder)),
  CloudEnded: (folder) => requestProviderPort(folder),
  StartFailed: (folder) => fakeControl(folder, { error: "the disk is full" }, requestFrom(folder)),
  OtherVersion: (folder) => fakeControl(folder, { outputs: { auth: "keys" } }, requestFrom(folder)),
  ResourceGroupNotFound: () => putResource(type("batch:BatchAccount"), account, fakeCloud().cloud),
  ParentResourceNotFound: async () => {
    const { cloud } = fakeCloud();
    await putResource(type("resources:ResourceGroup"), group, cloud);
    await putResource(type("batch:Pool"), pool, cloud);
  },
  PropertyCannotBeUpdated: async () => {
    const { cloud, pools } = fakeCloud();
    const { create, update } = providerOperations(cloud);
    await create(named("resources:ResourceGroup"), group, false);
    await create(named("batch:BatchAccount"), account, false);
    await create(named("batch:Pool"), pool, false);
    pools.set("workers", { ...pools.get("workers"), currentDedicatedNodes: 2 });
    const news = { ...pool, vmSize: "Standard_D4s_v5" };
    await update(named("batch:Pool"), { inputs: pool, state: {} }, news, false);
  },
  InvalidPropertyValue: async () => {
    const { cloud } = fakeCloud();
    const { configure, create } = providerOperations(cloud);
    configure({ subscriptionId: "33333333-3333-3333-3333-333333333333" });
    await create(named("resources:ResourceGroup"), group, false);
    await create(named("batch:BatchAccount"), account, false);
    const network =
      "/subscriptions/99999999-9999-9999-9999-999999999999/resourceGroups/g/providers/Microsoft.Network";
    const networkConfiguration = { subnetId: `${network}/virtualNetworks/n/subnets/s` };
    await create(named("batch:Pool"), { ...pool, networkConfiguration }, false);
  },
  ResourceNotFound: async () => invokeOf(type("storage:listStorageAccountKeys"))(account, fakeCloud().cloud),
  AuthorizationFailed: () => {
    const faults = { ...noFaults, forArmWrite: () => true };
    return putResource(type("resources:ResourceGroup"), group, fakeCloud({ faults }).cloud);
  },
};

const requestFrom = (dir: string) => () =>
  requestLease({ dir, pid: process.pid, signal: AbortSignal.timeout(10_000) });

/** Tests of the other codes. */
const elsewhere: Readonly<Record<string, readonly ErrorCode[]>> = {
  "attach.integration.test.ts": ["NotReady", "NotRunning", "OtherSettings"],
  "azurite/azurite.integration.test.ts": ["PortInUse"],
  "azurite/durable-metadata.integration.test.ts": ["BlobContentDamaged"],
  "cloud-faults.integration.test.ts": ["OtherFaults"],
  "cloud-pace.integration.test.ts": ["OtherPace"],
  "program-run.test.ts": ["InvalidResource"],
  "emulator/own-storage.integration.test.ts": ["InvalidStorage"],
  "emulator/faults/parse-fault.test.ts": [
    "UnknownFault",
    "UnknownFaultSetting",
    "RepeatedFaultSetting",
    "UnsupportedFaultSetting",
    "MissingFaultSetting",
    "InvalidFaultSetting",
    "InvalidFaultTarget",
  ],
};

/** Codes of errors that occur only if a part of this project or of Azurite is broken. */
const untested: readonly ErrorCode[] = [
  "InvalidOutputs",
  "FolderRemoved",
  "ServiceCrashed",
  "BlobServiceFailed",
];

const raised = async (code: ErrorCode): Promise<string> => {
  let message = "";
  await withTemporaryFolder(async (folder) => {
    await assert.rejects(
      async () => errors[code]?.(folder),
      (error) => {
        assert(error instanceof ExpectedError, String(error));
        assert.equal(error.code, code);
        message = error.message;
        return true;
      },
    );
  });
  return message;
};

describe("errors of the local cloud", () => {
  const raisedHere = errorCodes.filter((code) => code in errors);

  it("are printed as in the snapshot", async () => {
    const lines: string[] = [];
    for (const code of raisedHere) lines.push(`${code}: ${await raised(code)}`);
    await assertSnapshot("local/errors", normalise(lines.join("\n"), { "user <id>": /user \d+/g }));
  });

  it("have a test each, except those that need a broken part", async () => {
    const tested = [...raisedHere, ...Object.values(elsewhere).flat(), ...untested];
    assert.deepEqual(errorCodes.toSorted(), tested.toSorted());
    for (const [file, codes] of Object.entries(elsewhere)) {
      const text = await readFile(new URL(file, import.meta.url), "utf8");
      for (const code of codes) assert(text.includes(`"${code}"`), `${code} in ${file}`);
    }
  });
});

describe("npx azbatch local --help", function () {
  this.timeout(60_000);

  for (const command of ["", "start", "status", "attach", "stop"])
    it(`describes ${command || "the commands"}`, async () => {
      const child = runLocal("/srv/local-cloud", ...(command === "" ? [] : [command]), "--help");
      const ended = endOf(child);
      const help = (await Array.fromAsync(child.stdout ?? [])).join("");
      assert.deepEqual(await ended, { exitCode: 0, stderr: "" });
      await assertSnapshot(`help/local${command === "" ? "" : `-${command}`}`, help);
    });
});
