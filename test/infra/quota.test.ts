import assert from "node:assert/strict";
import { messagesOf } from "../../infra/problem.ts";
import { type AccountQuotas, quotaProblems } from "../../infra/quota.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const problemsOf = (...[need, quotas]: Parameters<typeof quotaProblems>) =>
  quotaProblems(need, quotas).map(({ code, what, needed, quota }) => ({ code, what, needed, quota }));
const code = "QuotaExceeded";

/** Quotas in the form that a new account reported in a recording, with other numbers. */
const quotas: AccountQuotas = {
  dedicatedCoreQuota: 100,
  dedicatedCoreQuotaPerVMFamily: [
    { name: "standardAv2Family", coreQuota: 4 },
    { name: "standardBSFamily", coreQuota: 4 },
    { name: "standardDASv4Family", coreQuota: 4 },
    { name: "standardDSv5Family", coreQuota: 4 },
    { name: "standardESv5Family", coreQuota: 4 },
    { name: "standardFSv2Family", coreQuota: 4 },
    { name: "standardHBrsv2Family", coreQuota: 4 },
    { name: "standardNCADSA100v4Family", coreQuota: 4 },
  ],
  dedicatedCoreQuotaPerVMFamilyEnforced: true,
  lowPriorityCoreQuota: 10,
  poolQuota: 1,
};
const need = { vmSize: "Standard_D2s_v5", dedicatedNodes: 2, spotNodes: 5 };

describe("quotas", () => {
  it("pass if they are exactly enough", () => {
    assert.deepEqual(quotaProblems(need, quotas), []);
  });

  it("of the VM family apply in addition to the account's if Azure enforces them", async () => {
    const more = { ...need, dedicatedNodes: 3 };
    assert.deepEqual(problemsOf(more, quotas), [
      { code, what: "dedicated cores of standardDSv5Family", needed: 6, quota: 4 },
    ]);
    await assertSnapshot("infra/quota-of-a-family", messagesOf(quotaProblems(more, quotas)).join("\n"));
    assert.deepEqual(quotaProblems(more, { ...quotas, dedicatedCoreQuotaPerVMFamilyEnforced: false }), []);
  });

  it("that are too small are all reported, each with solutions", async () => {
    const none = { ...quotas, dedicatedCoreQuota: 0, lowPriorityCoreQuota: 9, poolQuota: 0 };
    assert.deepEqual(problemsOf(need, none), [
      { code, what: "dedicated cores", needed: 4, quota: 0 },
      { code, what: "spot cores", needed: 10, quota: 9 },
      { code, what: "pools", needed: 1, quota: 0 },
    ]);
    await assertSnapshot("infra/quotas", messagesOf(quotaProblems(need, none)).join("\n"));
  });

  it("one core short are reported for each kind", () => {
    const short = {
      ...quotas,
      dedicatedCoreQuota: 3,
      lowPriorityCoreQuota: 9,
      dedicatedCoreQuotaPerVMFamily: [],
    };
    assert.deepEqual(
      quotaProblems(need, short).map(({ what }) => what),
      ["dedicated cores", "spot cores"],
    );
    const enough = { ...short, dedicatedCoreQuota: 4, lowPriorityCoreQuota: 10 };
    assert.deepEqual(quotaProblems(need, enough), []);
  });

  it("suggest fewer nodes only if at least one is possible", () => {
    const messageOf = (dedicatedCoreQuota: number): string | undefined =>
      quotaProblems(need, { dedicatedCoreQuota })[0]?.message;
    assert.match(messageOf(3) ?? "", /at most 1 dedicated node /);
    assert.match(messageOf(2) ?? "", /at most 1 dedicated node /);
    assert.doesNotMatch(messageOf(1) ?? "", /at most/);
  });

  it("have a key and a code for each kind", () => {
    const none = { dedicatedCoreQuota: 0, lowPriorityCoreQuota: 0, poolQuota: 0 };
    for (const problem of quotaProblems(need, none))
      assert.deepEqual([problem.key, problem.code], ["quota", "QuotaExceeded"]);
  });

  it("of a family don't apply to a size whose name isn't Azure's", () => {
    const many = { ...quotas, dedicatedCoreQuota: 10_000 };
    for (const vmSize of ["XStandard_D2s_v5", "Standard_D2s_v5!", "Standard_D2s v5"])
      assert.deepEqual(quotaProblems({ vmSize, dedicatedNodes: 100, spotNodes: 0 }, many), []);
  });

  it("of 0 suffice for a pool without nodes", () => {
    const none = { ...quotas, dedicatedCoreQuota: 0, lowPriorityCoreQuota: 0 };
    assert.deepEqual(quotaProblems({ ...need, dedicatedNodes: 0, spotNodes: 0 }, none), []);
  });

  for (const [vmSize, family] of [
    ["Standard_A8_v2", "standardAv2Family"],
    ["Standard_B8ms", "standardBSFamily"],
    ["Standard_D8as_v4", "standardDASv4Family"],
    ["Standard_E16-8s_v5", "standardESv5Family"],
    ["Standard_F8s_v2", "standardFSv2Family"],
    ["Standard_HB120-16rs_v2", "standardHBrsv2Family"],
    ["Standard_NC24ads_A100_v4", "standardNCADSA100v4Family"],
  ] as const)
    it(`count ${vmSize} to ${family}`, () => {
      const [problem] = quotaProblems({ vmSize, dedicatedNodes: 1, spotNodes: 0 }, quotas);
      assert.equal(problem?.what, `dedicated cores of ${family}`);
    });

  it("pass if they aren't reported or can't be compared", () => {
    assert.deepEqual(quotaProblems({ ...need, dedicatedNodes: 1000 }, {}), []);
    const nulls = {
      dedicatedCoreQuota: null,
      dedicatedCoreQuotaPerVMFamily: null,
      lowPriorityCoreQuota: null,
    };
    assert.deepEqual(quotaProblems({ ...need, dedicatedNodes: 1000 }, nulls), []);
    assert.deepEqual(
      quotaProblems({ vmSize: "Standard_D2ps_v6", dedicatedNodes: 9, spotNodes: 0 }, quotas),
      [],
    );
    assert.deepEqual(quotaProblems({ vmSize: "Basic_A1", dedicatedNodes: 1000, spotNodes: 0 }, quotas), []);
  });
});
