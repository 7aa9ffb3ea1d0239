import assert from "node:assert/strict";
import { identityAccess } from "../../../runner/azure/identity-access.ts";
import { jobRequest } from "../../../runner/job/job-request.ts";
import { taskRequest } from "../../../runner/job/task-request.ts";
import { context, manifestOf } from "../fakes.ts";

const containers = "https://acct.blob.core.windows.net";
const nodeIdentityId = "/subscriptions/s/resourceGroups/g/providers/x/userAssignedIdentities/nodes";

describe("identityAccess", () => {
  it("sends the node identity and no SAS for every blob that nodes read or write", () => {
    const plain = manifestOf(2);
    const [first, second] = plain.tasks;
    const sha256 = "1".repeat(64);
    const merge = {
      ...second!,
      after: [first!.id],
      inputs: [
        ...second!.inputs,
        { name: "stored.txt", size: 1, sha256, stored: { container: "input", blob: "in/storage.txt" } },
      ],
      results: [{ taskId: first!.id, path: first!.outputs[0]!, name: "earlier.txt" }],
      patterns: [{ pattern: "*.png", isOptional: false }],
      retries: { max: 1 },
    };
    const files = [{ path: "shared.py", sha256, isExecutable: false }];
    const manifest = { ...plain, files, tasks: [first!, merge] };
    const access = identityAccess({
      applicationContainerUrl: `${containers}/application`,
      inputContainerUrl: `${containers}/input`,
      outputContainerUrl: `${containers}/output`,
      nodeIdentityId,
    });
    const job = jobRequest(manifest, { ...context, access });
    const task = taskRequest(merge, manifest, { ...context, access });
    const read = [...(job.jobPreparationTask?.resourceFiles ?? []), ...(task.resourceFiles ?? [])];
    assert.deepEqual(
      read.map(({ httpUrl }) => httpUrl),
      [
        `application/test/${"b".repeat(64)}.mjs`,
        `input/${sha256}`,
        `input/${"0".repeat(64)}`,
        "input/in/storage.txt",
        "output/job-1/t-0/t-0.txt",
      ].map((path) => `${containers}/${path}`),
    );
    const written = (task.outputFiles ?? []).map(({ destination }) => destination.container);
    for (const place of [...read, ...written])
      assert.deepEqual(place?.identityReference, { resourceId: nodeIdentityId });
    const hundreds = Array.from({ length: 300 }, (_, i) => ({ ...merge.inputs[0]!, name: `${i}.txt` }));
    const large = taskRequest({ ...merge, inputs: hundreds }, manifest, { ...context, access });
    const { resourceFiles = [], environmentSettings = [] } = large;
    assert.deepEqual(
      resourceFiles.map(({ httpUrl, identityReference }) => [httpUrl, identityReference?.resourceId]),
      [[`${containers}/application/runs/job-1/fetch/t-1.mts`, nodeIdentityId]],
    );
    assert.deepEqual(JSON.parse(environmentSettings[0]?.value ?? ""), {
      identity: nodeIdentityId,
      metadataUrl: "http://169.254.169.254",
    });
    assert(!JSON.stringify([job, task, large]).includes("sig="));
  });
});
