import assert from "node:assert/strict";
import { armTypeOf, idOf, inputsOf, parentOf } from "../../../local/provision/arm-path.ts";
import { provisionerOf } from "../../../local/provision/index.ts";

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";

describe("ARM paths", () => {
  const cases: [
    type: string,
    inputs: Record<string, string>,
    id: string,
    parent: string | undefined,
    arm: string,
  ][] = [
    [
      "resources:ResourceGroup",
      { resourceGroupName: "g" },
      `${subscription}/resourceGroups/g`,
      undefined,
      "Microsoft.Resources/subscriptions/resourceGroups",
    ],
    [
      "batch:Pool",
      { resourceGroupName: "g", accountName: "a", poolName: "p" },
      `${subscription}/resourceGroups/g/providers/Microsoft.Batch/batchAccounts/a/pools/p`,
      `${subscription}/resourceGroups/g/providers/Microsoft.Batch/batchAccounts/a`,
      "Microsoft.Batch/batchAccounts/pools",
    ],
    [
      "storage:BlobContainer",
      { resourceGroupName: "g", accountName: "a", containerName: "c" },
      `${subscription}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a/blobServices/default/containers/c`,
      `${subscription}/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a`,
      "Microsoft.Storage/storageAccounts/blobServices/default/containers",
    ],
    [
      "authorization:RoleAssignment",
      { scope: "/subscriptions/s/resourceGroups/g", roleAssignmentName: "r" },
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Authorization/roleAssignments/r",
      "/subscriptions/s/resourceGroups/g",
      "Microsoft.Authorization/roleAssignments",
    ],
  ];
  for (const [type, inputs, id, parent, arm] of cases) {
    it(`of ${type} give ids, and ids give inputs`, () => {
      const { path } = provisionerOf(`azure-native:${type}`);
      assert.equal(idOf(path, inputs), id);
      assert.deepEqual(inputsOf(path, id), inputs);
      assert.equal(inputsOf(path, `${id}/more`), undefined);
      assert.equal(parentOf(path, inputs), parent);
      assert.equal(armTypeOf(path), arm);
    });
  }
});
