import assert from "node:assert/strict";
import { readRequest } from "../../../../local/emulator/protocol/read-request.ts";
import { linux } from "../../../helpers/account.ts";

const pool = { id: "pool", ...linux };

const read = (body: object) => readRequest({ version: "2024-07-01.20.0", operation: "Pool_Add", body });

describe("secrets", () => {
  it("are checked in a request, and removed", () => {
    const secret = "a-secret";
    const mount = { relativeMountPath: "data" };
    const extension = { name: "e", publisher: "p", type: "t", settings: { password: "kept" } };
    const given = {
      ...pool,
      userAccounts: [{ name: "me", password: secret, linuxUserConfiguration: { sshPrivateKey: secret } }],
      mountConfiguration: [
        { cifsMountConfiguration: { ...mount, username: "me", source: "s", password: secret } },
        {
          azureBlobFileSystemConfiguration: {
            ...mount,
            accountName: "a",
            containerName: "c",
            accountKey: secret,
            sasKey: secret,
          },
        },
        {
          azureFileShareConfiguration: { ...mount, accountName: "a", azureFileUrl: "u", accountKey: secret },
        },
      ],
      virtualMachineConfiguration: {
        ...pool.virtualMachineConfiguration,
        containerConfiguration: { type: "dockerCompatible", containerRegistries: [{ password: secret }] },
        extensions: [{ ...extension, protectedSettings: { key: secret } }],
      },
    };
    const { body } = read(given);
    assert(!JSON.stringify(body).includes(secret), JSON.stringify(body));
    assert.deepEqual(body.virtualMachineConfiguration?.extensions?.[0]?.settings, { password: "kept" });
    const withoutPassword = { ...pool, userAccounts: [{ name: "me" }] };
    assert.throws(() => read(withoutPassword), { code: "MissingRequiredProperty" });
  });
});
