import assert from "node:assert/strict";
import { coresOf } from "../../infra/vm-size.ts";

describe("coresOf", () => {
  const cases: [string, number | undefined][] = [
    ["Standard_D2s_v5", 2],
    ["Standard_D16ads_v6", 16],
    ["Standard_F8s_v2", 8],
    ["Standard_HB120rs_v3", 120],
    ["Standard_E8-4s_v5", 4],
    ["Standard_B2ms", 2],
    ["Standard_NC24ads_A100_v4", 24],
    ["Standard_DS13_v2", undefined],
    ["Standard_D2", undefined],
    ["Standard_GS5", undefined],
    ["Standard_DS14-8_v2", undefined],
    ["Standard_M416-208s_v2", 208],
    ["Standard_GS5-16", undefined],
    ["Standard_D15i_v2", undefined],
    ["standard_d2s_V5", 2],
    ["XStandard_D2s_v5", undefined],
    ["XStandard_D2", undefined],
    ["Standard_D2-x_v2", undefined],
    ["Basic_A1", undefined],
    ["something", undefined],
  ];
  for (const [size, cores] of cases)
    it(`returns ${cores} for ${size}`, () => assert.equal(coresOf(size), cores));
});
