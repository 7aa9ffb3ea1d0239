import assert from "node:assert/strict";
import { exceptions as listed } from "./exceptions.ts";
import { judge, withPaced } from "./judge.ts";

const report = `
cli-pool  (2024-02-01.19.0, recorded 2024-04-18; a file)
    set-up POST /pools: 400 {"code":"InvalidPropertyValue"}
  agree   cli-pool#1 GET /pools
  agree   cli-pool#2 GET /pools/p (further on: allocationState "resizing", here "steady")
  n.a.    cli-pool#3 POST /pools: subscriptions are not known here
  differ  cli-pool#4 GET /pools/p [adapted: yes]: recorded vmSize "a", here "b"; field x missing (recorded {"y":1}) (further on: state "active", here "running")
  differ  cli-pool#5 POST /pools/p/stopresize: recorded status 202, here 409 OperationInvalidForCurrentState

On every recorded answer, and here on:
  date: 3 of 3
  server: 0 of 3

Each sort of difference, how often and where first:
    1 × vmSize "a", here other  (cli-pool#4)
`;

const exception = (of: RegExp, difference: RegExp) => ({ of, difference, reason: "a reason" });

describe("judge", () => {
  it("counts exchanges and reports every difference", () => {
    const { agree, excepted, notApplicable, problems } = judge(report, []);
    assert.deepEqual([agree, excepted, notApplicable], [2, 0, 1]);
    assert.deepEqual(problems, [
      'cli-pool#between: recorded set-up POST /pools: 400 {"code":"InvalidPropertyValue"}',
      'cli-pool#4: recorded vmSize "a", here "b"; field x missing (recorded {"y":1})',
      "cli-pool#5: recorded status 202, here 409 OperationInvalidForCurrentState",
      "every answer: recorded header server on 0 of 3",
    ]);
  });

  it("leaves out exceptions, one difference at a time", () => {
    const { excepted, problems } = judge(report, [
      exception(/between$/, /set-up POST .*/),
      exception(/^cli-pool#4$/, /vmSize "a", here "b"/),
      exception(/^cli-pool#5$/, /status 202, here 409 \w+/),
      exception(/^every answer$/, /header server on 0 of \d+/),
    ]);
    assert.equal(excepted, 1);
    assert.deepEqual(problems, ['cli-pool#4: recorded field x missing (recorded {"y":1})']);
  });

  it("reports an exception that no difference needs", () => {
    const { problems } = judge("", [exception(/^cli-pool#9$/, /status 202/)]);
    assert.deepEqual(problems, ["exception without a difference: /^cli-pool#9$/ /status 202/"]);
    assert.deepEqual(judge("", [{ ...exception(/^cli-pool#9$/, /./), dependsOnTiming: true }]).problems, []);
  });

  it("takes some exchanges from another report", () => {
    const paced =
      "  agree   cli-pool#5 POST /pools/p/stopresize\n  differ  cli-pool#1 GET /pools: recorded x";
    const { agree, problems } = judge(withPaced(report, paced, /^cli-pool#5$/), []);
    assert.equal(agree, 3);
    assert(!problems.some((problem) => problem.startsWith("cli-pool#5") || problem.startsWith("cli-pool#1")));
  });

  it("has a reason for each listed exception", () => {
    for (const { of, reason } of listed) assert(reason.length > 20, String(of));
  });
});
