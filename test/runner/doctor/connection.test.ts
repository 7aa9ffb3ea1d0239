import assert from "node:assert/strict";
import { judge } from "../../../runner/doctor/checks/index.ts";
import type { View } from "../../../runner/doctor/view.ts";
import { finds, healthy } from "./healthy.ts";

const ahead = (minutes: number): Partial<View> => ({
  reach: { ...healthy.reach, Batch: { value: { aheadMs: minutes * 60_000 } } },
});

describe("doctor/checks: connection", () => {
  it("says of each part of a healthy environment that it is well", () => {
    const checks = judge(healthy).map(({ level, check }) => `${level} ${check}`);
    const parts =
      "environment,Batch endpoint,Storage endpoint,clock,Batch sign-in,storage,pool,image,allocation,nodes,jobs";
    assert.deepEqual(
      checks,
      parts.split(",").map((part) => `ok ${part}`),
    );
  });

  it(
    "a service that does not answer, without guesses about what it would say",
    finds(
      {
        reach: { ...healthy.reach, Batch: { error: { message: "ENOTFOUND" } } },
        pool: { error: { message: "ENOTFOUND: no such host", isTransient: true } },
        jobs: { error: { message: "ENOTFOUND" } },
      },
      ["problem", "Batch endpoint", /batch\.azure\.com does not answer: ENOTFOUND$/, /online/],
    ),
  );
  it(
    "a clock that is near the limit",
    finds(ahead(6), ["warning", "clock", /is 6m 00s ahead of/, /timedatectl/]),
  );
  it("a clock beyond it", finds(ahead(-20), ["problem", "clock", /is 20m 00s behind/]));
  it("a clock that is off by less", finds(ahead(-4)));
  it(
    "a refused sign-in, with the hint that came with it",
    finds({ pool: { error: { message: "Batch refuses whoever is signed in", hint: "az role …" } } }, [
      "problem",
      "Batch sign-in",
      /refuses whoever/,
      /^az role/,
    ]),
  );
  it(
    "a container that is gone",
    finds(
      { containers: [{ name: "output", answer: { error: { code: "ContainerNotFound", message: "x" } } }] },
      ["problem", "storage", /^container output does not exist$/, /^npx pulumi up --refresh --stack dev$/],
    ),
  );
  it(
    "a local cloud whose disk is full, and not the state of Azure",
    finds(
      {
        outputs: { ...healthy.outputs, batchAccountEndpoint: "http://127.0.0.1:1" },
        containers: [
          { name: "input", answer: { error: { message: "can't write to its disk, /x", isTransient: true } } },
        ],
      },
      ["problem", "storage", /input: can't write to its disk, \/x$/, /local-cloud\.log/],
    ),
  );
  it(
    "one line where all containers are refused for one reason",
    finds(
      {
        containers: ["a", "b"].map((name) => ({
          name,
          answer: { error: { message: "refused", hint: "give the role" } },
        })),
      },
      ["problem", "storage", /^container a: refused$/, /role/],
    ),
  );
  it("says once that nobody is signed in", () => {
    const error = { message: "can't sign in to Azure: x", hint: "az login" };
    const containers = ["a", "b"].map((name) => ({ name, answer: { error } }));
    finds({ pool: { error }, containers }, ["problem", "Batch sign-in", /^can't sign in/, /az login/])();
    const checks = judge({ ...healthy, pool: { error }, containers }).map(({ check }) => check);
    assert(!checks.includes("storage"), "nothing is known of storage");
  });
  it("takes a service that answers the SDK for there, be it through a proxy", () => {
    const error = { message: "ECONNREFUSED" };
    finds({ reach: { Batch: { error }, Storage: { error } } })();
  });
});
