import assert from "node:assert/strict";
import { checkNetwork } from "../../../../../local/emulator/operations/checks/check-network.ts";

const endpoint = (index: number, more: object = {}) => ({
  ...{ name: `endpoint-${index}`, protocol: "tcp" as const, backendPort: 8000 + index },
  ...{ frontendPortRangeStart: 60_000 + 100 * index, frontendPortRangeEnd: 60_039 + 100 * index },
  ...more,
});
const rules = (first: number, count: number) => ({
  networkSecurityGroupRules: Array.from({ length: count }, (_, index) => ({
    ...{ priority: first + index, access: "allow" as const, sourceAddressPrefix: "*" },
  })),
});
const network = (...inboundNATPools: ReturnType<typeof endpoint>[]) => ({
  endpointConfiguration: { inboundNATPools },
});

describe("checkNetwork", () => {
  it("accepts none, and endpoints that share nothing", () => {
    checkNetwork(undefined);
    checkNetwork({});
    checkNetwork(network(endpoint(0, rules(150, 12)), endpoint(1, rules(200, 13))));
    checkNetwork(network(endpoint(0, { frontendPortRangeStart: 49_900, frontendPortRangeEnd: 49_999 })));
  });

  const refused: [string, ReturnType<typeof network>][] = [
    ["name", network(endpoint(0, { name: "-first" }))],
    ["name", network(endpoint(0, { name: "last-" }))],
    ["name", network(endpoint(0, { name: "n".repeat(78) }))],
    ["name", network(endpoint(0), endpoint(1, { name: "ENDPOINT-0" }))],
    ["backendPort", network(endpoint(0, { backendPort: 29876 }))],
    ["backendPort", network(endpoint(0), endpoint(1, { backendPort: 8000 }))],
    ["frontendPortRangeEnd", network(endpoint(0, { frontendPortRangeEnd: 60_038 }))],
    [
      "frontendPortRangeStart",
      network(endpoint(0, { frontendPortRangeStart: 49_900, frontendPortRangeEnd: 50_000 })),
    ],
    ["frontendPortRangeStart", network(endpoint(1), endpoint(0, { frontendPortRangeEnd: 60_100 }))],
    ["networkSecurityGroupRules", network(endpoint(0, rules(150, 13)), endpoint(1, rules(200, 13)))],
    ["priority", network(endpoint(0, rules(150, 2)), endpoint(1, rules(151, 1)))],
  ];
  for (const [name, each] of refused)
    it(`refuses ${name} ${JSON.stringify(each).slice(0, 120)}`, () => {
      assert.throws(
        () => checkNetwork(each),
        (error: { code: string; values: { value: string }[] }) =>
          error.code === "InvalidPropertyValue" && error.values[0]?.value === name,
      );
    });

  it("refuses endpoints without public addresses", () => {
    const publicIPAddressConfiguration = { provision: "nopublicipaddresses" as const };
    assert.throws(() => checkNetwork({ ...network(endpoint(0)), publicIPAddressConfiguration }), {
      code: "InvalidPropertyValue",
    });
  });
});
