import assert from "node:assert/strict";
import { runChecks } from "../../../../runner/commands/doctor/checks/index.ts";
import { findingsText } from "../../../../runner/commands/doctor/findings-text.ts";
import type { View } from "../../../../runner/commands/doctor/view.ts";
import { assertSnapshot } from "../../../helpers/snapshot.ts";
import { assertFindings, type Case, healthy, wordingOf } from "./healthy.ts";

const ahead = (minutes: number): Partial<View> => ({
  reach: { ...healthy.reach, Batch: { value: { aheadMs: minutes * 60_000 } } },
});

const notSignedIn = { message: "can't sign in to Azure: x", hint: "az login" };
const allRefused = ["a", "b"].map((name) => ({ name, answer: { error: notSignedIn } }));

const cases: Readonly<Record<string, Case>> = {
  "a service that does not answer, whose pool and jobs are unknown": {
    changes: {
      reach: { ...healthy.reach, Batch: { error: { message: "ENOTFOUND" } } },
      pool: { error: { message: "ENOTFOUND: no such host", isTransient: true } },
      jobs: { error: { message: "ENOTFOUND" } },
    },
    finds: [["problem", "Batch endpoint", ["batch.azure.com", "ENOTFOUND"], /npx pulumi preview --refresh/]],
  },
  "a Batch service that is busy": {
    changes: { pool: { error: { message: "ServerBusy", isTransient: true } } },
    finds: [["problem", "Batch", ["ServerBusy"], /azure\.status/]],
  },
  "a clock that is near the limit": {
    changes: ahead(6),
    finds: [["warning", "clock", ["6m 00s ahead"], /timedatectl/]],
  },
  "a clock that is 5 minutes off": { changes: ahead(5), finds: [["warning", "clock", ["5m 00s ahead"]]] },
  "a clock that is 15 minutes off": { changes: ahead(15), finds: [["problem", "clock", ["15m 00s ahead"]]] },
  "a clock beyond the limit": {
    changes: ahead(-20),
    finds: [["problem", "clock", ["20m 00s behind"], /timedatectl/]],
  },
  "a clock that is off by less than 5 minutes": { changes: ahead(-4), finds: [] },
  "a refused sign-in, with the hint that came with it": {
    changes: { pool: { error: { message: "Batch refuses the identity", hint: "az role …" } } },
    finds: [["problem", "Batch sign-in", ["Batch refuses the identity"], /^az role …$/]],
  },
  "a container that is gone": {
    changes: {
      containers: [{ name: "output", answer: { error: { code: "ContainerNotFound", message: "x" } } }],
    },
    finds: [["problem", "storage", ["container output"], /^npx pulumi up --refresh --stack dev$/]],
  },
  "a local cloud whose disk is full": {
    changes: {
      outputs: { ...healthy.outputs, batchAccountEndpoint: "http://127.0.0.1:1" },
      containers: [
        { name: "input", answer: { error: { message: "can't write to its disk, /x", isTransient: true } } },
      ],
    },
    finds: [["problem", "storage", ["input: can't write to its disk, /x"], /local-cloud\.log/]],
  },
  "all containers refused for one reason: one line": {
    changes: {
      containers: ["a", "b"].map((name) => ({
        name,
        answer: { error: { message: "refused", hint: "give the role" } },
      })),
    },
    finds: [["problem", "storage", ["container a: refused"], /^give the role$/]],
  },
  "no sign-in, which the containers don't repeat": {
    changes: { pool: { error: notSignedIn }, containers: allRefused },
    finds: [["problem", "Batch sign-in", [notSignedIn.message], /^az login$/]],
  },
  "services that answer the SDK, through a proxy say, and not doctor": {
    changes: {
      reach: {
        Batch: { error: { message: "ECONNREFUSED" } },
        Storage: { error: { message: "ECONNREFUSED" } },
      },
    },
    finds: [],
  },
};

describe("doctor's checks of the connection", () => {
  it("reports every check of a healthy environment as ok", async () => {
    const found = runChecks(healthy);
    const parts =
      "environment,Batch endpoint,Storage endpoint,clock,Batch sign-in,storage,pool,image,allocation,nodes,jobs";
    assert.deepEqual(
      found.map(({ level, check }) => `${level} ${check}`),
      parts.split(",").map((part) => `ok ${part}`),
    );
    await assertSnapshot(
      "doctor/healthy",
      findingsText(found, (_, mark) => mark, 80),
    );
  });

  for (const [title, each] of Object.entries(cases))
    it(`${title}: ${each.finds.map(([level, check]) => `${level} of ${check}`).join(", ") || "ok"}`, () =>
      assertFindings(each));

  it("doesn't check storage if the user is not signed in", () => {
    const found = runChecks({ ...healthy, pool: { error: notSignedIn }, containers: allRefused });
    assert(!found.some(({ check }) => check === "storage"));
  });

  it("prints the findings of the snapshot", () => assertSnapshot("doctor/connection", wordingOf(cases)));
});
