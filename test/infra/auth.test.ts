import assert from "node:assert/strict";
import { parseStackOutputs } from "../../infra/outputs.ts";
import { declareFor } from "../helpers/declare-environment.ts";
import { declaredBy, only } from "../helpers/declared-resources.ts";
import { everything, settingsOf } from "../helpers/settings.ts";

const declare = (values: Readonly<Record<string, unknown>>) =>
  declaredBy(() => declareFor(settingsOf(values)));

const assignmentsIn = async (values: Readonly<Record<string, unknown>>): Promise<string[]> => {
  const { resources } = await declare(values);
  return resources
    .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
    .map(({ name, inputs }) => {
      const role = roleNames[String(inputs.roleDefinitionId).split("/").at(-1)!];
      return `${name.replace("azbatch-", "")}: ${inputs.principalType} ${String(inputs.principalId).slice(0, 4)} is ${role} on ${inputs.scope}`;
    })
    .sort();
};

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
const roleNames: Record<string, string> = {
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
  "48e5e92e-a480-4e71-aa9c-2778f4c13781": "Azure Batch Job Submitter",
  "11076f67-66f6-4be0-8f6b-f0609fd05cc9": "Azure Batch Account Reader",
  "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
};

const nodes = [
  "nodes-read-application: ServicePrincipal 5555 is Storage Blob Data Reader on BlobContainer/azbatch-application",
  "nodes-read-input: ServicePrincipal 5555 is Storage Blob Data Reader on BlobContainer/azbatch-input",
  "nodes-write-output: ServicePrincipal 5555 is Storage Blob Data Contributor on BlobContainer/azbatch-output",
];

const operator = "66666666-6666-6666-6666-666666666666";
const entra = { auth: "entra", operators: [`user:${operator}`] };

describe("auth keys", () => {
  it("declares no role assignment and no identity", async () => {
    const { resources, invokes } = await declare({ auth: "keys" });
    assert.deepEqual(
      resources.filter(({ type }) => /authorization|managedidentity/.test(type)),
      [],
    );
    assert.equal(only(resources, "azure-native:batch:Pool").identity, undefined);
    assert.deepEqual(only(resources, "azure-native:batch:BatchAccount").allowedAuthenticationModes, [
      "SharedKey",
      "AAD",
    ]);
    assert.deepEqual(invokes.sort(), [
      "azure-native:authorization:getClientConfig",
      "azure-native:batch:getBatchAccount",
      "azure-native:batch:listBatchAccountKeys",
      "azure-native:storage:listStorageAccountKeys",
    ]);
  });
});

describe("auth entra", () => {
  it("disables keys on both accounts", async () => {
    const { resources } = await declare(entra);
    assert.deepEqual(only(resources, "azure-native:batch:BatchAccount").allowedAuthenticationModes, ["AAD"]);
    assert.equal(only(resources, "azure-native:storage:StorageAccount").allowSharedKeyAccess, false);
  });

  it("requests no key, and has neither key nor SAS in any resource, invoke or output", async () => {
    const { resources, invokes, outputs, secrets } = await declare(everything);
    assert.deepEqual(invokes.sort(), [
      "azure-native:authorization:getClientConfig",
      "azure-native:batch:getBatchAccount",
      "azure-native:network:getVirtualNetwork",
    ]);
    assert.deepEqual(secrets, []);
    const all = JSON.stringify({ resources, outputs });
    assert.doesNotMatch(all, /sig=|accountkey|c3RvcmFnZQ==|YmF0Y2g=|password|"[^"]*(key|sas)":(?!false)/i);
  });

  it("exports the outputs of the contract, with the nodes' identity instead of keys", async () => {
    const { outputs } = await declare(entra);
    const { outputs: parsed, problems } = parseStackOutputs(outputs);
    assert.deepEqual(problems, undefined);
    assert(parsed?.auth === "entra");
    assert.equal(parsed.nodeIdentityId, "UserAssignedIdentity/azbatch-nodes");
    assert.deepEqual(parsed, outputs);
  });

  it("assigns nodes an identity that may read code and inputs, and write outputs", async () => {
    const { resources } = await declare(entra);
    assert.deepEqual(only(resources, "azure-native:batch:Pool").identity, {
      type: "UserAssigned",
      userAssignedIdentities: ["UserAssignedIdentity/azbatch-nodes"],
    });
    const assignments = await assignmentsIn(entra);
    assert.deepEqual(
      assignments.filter((line) => line.startsWith("nodes")),
      nodes,
    );
  });

  it("assigns an operator the roles that the runner needs, and none over pools or accounts", async () => {
    assert.deepEqual(await assignmentsIn(entra), [
      ...nodes,
      `read-batch-${operator}: User 6666 is Azure Batch Account Reader on BatchAccount/azbatch`,
      `submit-jobs-${operator}: User 6666 is Azure Batch Job Submitter on BatchAccount/azbatch`,
      `use-blobs-${operator}: User 6666 is Storage Blob Data Contributor on StorageAccount/azbatch`,
    ]);
  });

  it("assigns the same roles for each identity that runs `pulumi up`", async () => {
    const by = async (objectId: string): Promise<unknown> => {
      const answer = { "azure-native:authorization:getClientConfig": { objectId, clientId: objectId } };
      const { resources } = await declaredBy(() => declareFor(settingsOf(entra)), {}, answer);
      return resources.filter(({ type }) => type.endsWith(":RoleAssignment"));
    };
    assert.deepEqual(
      await by("11111111-0000-0000-0000-000000000000"),
      await by("22222222-0000-0000-0000-000000000000"),
    );
  });

  it("assigns these roles to each of several operators", async () => {
    const [person, team] = ["77777777-7777-7777-7777-777777777777", "88888888-8888-8888-8888-888888888888"];
    const assignments = await assignmentsIn({
      auth: "entra",
      operators: [`user:${person}`, `group:${team}`],
    });
    assert.deepEqual(
      assignments.filter((line) => !line.startsWith("nodes")),
      [
        `read-batch-${person}: User 7777 is Azure Batch Account Reader on BatchAccount/azbatch`,
        `read-batch-${team}: Group 8888 is Azure Batch Account Reader on BatchAccount/azbatch`,
        `submit-jobs-${person}: User 7777 is Azure Batch Job Submitter on BatchAccount/azbatch`,
        `submit-jobs-${team}: Group 8888 is Azure Batch Job Submitter on BatchAccount/azbatch`,
        `use-blobs-${person}: User 7777 is Storage Blob Data Contributor on StorageAccount/azbatch`,
        `use-blobs-${team}: Group 8888 is Storage Blob Data Contributor on StorageAccount/azbatch`,
      ],
    );
  });

  it("assigns nodes the role to pull from the registry", async () => {
    const assignments = await assignmentsIn(everything);
    assert(
      assignments.includes(
        `nodes-pull-images: ServicePrincipal 5555 is AcrPull on ${everything.containerRegistryId}`,
      ),
    );
  });
});
