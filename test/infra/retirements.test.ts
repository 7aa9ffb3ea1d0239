import assert from "node:assert/strict";
import { messagesOf, type Problem } from "../../infra/problem.ts";
import { retirementsOf } from "../../infra/retirements.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { surroundings } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const today = new Date("2026-11-23T12:00:00Z");
const vmSize = "Standard_D2s_v5";
const image = "microsoft-dsvm:ubuntu-hpc:2404:latest";

const found = (problems: readonly Problem[]) => problems.map(({ key, code }) => [key, code]);

describe("retirements", () => {
  /** Names of retired VM sizes, one per alternative of each pattern, by the last day of their series. */
  const sizes: Record<string, readonly string[]> = {
    "2023-09-06": ["Standard_NV6", "Standard_NV24_Promo"],
    "2024-08-31": ["Basic_A1", "Standard_A4", "Standard_A11", "Standard_HB60rs", "Standard_HB60-15rs"],
    "2025-09-30": ["Standard_NC24rs_v3", "standard_nc6s_v3"],
    "2026-06-30": ["Standard_DC4s_v2"],
    "2026-09-01": ["Standard_DC16as_cc_v5", "Standard_EC32ads_cc_v5"],
    "2026-09-30": ["Standard_NV12s_v3", "Standard_NV16as_v4"],
    "2027-03-31": ["Standard_M192idms_v2", "Standard_M192is_v2", "Standard_M192ims_v2"],
    "2027-05-31": [
      "Standard_HC44rs",
      "Standard_HC44-16rs",
      "Standard_HB120rs_v2",
      "Standard_HB120-16rs_v2",
      "Standard_NP10s",
    ],
    "2028-05-01": [
      "Standard_D1",
      "Standard_D2_v2_Promo",
      "Standard_DS3_v2",
      "Standard_DS13-4_v2",
      "Standard_D15i_v2",
      "Standard_L16s",
    ],
    "2028-11-15": [
      "Standard_A2_v2",
      "Standard_A2m_v2",
      "Standard_B1ls",
      "Standard_B2ms",
      "Standard_B12s",
      "Standard_F8",
      "Standard_F16s",
      "Standard_F8s_v2",
      "Standard_F16-8s_v2",
      "Standard_G5",
      "Standard_GS4-8",
      "Standard_L80s_v2",
    ],
    "2029-10-31": ["Standard_DC8s_v3", "Standard_DC16ds_v3"],
    "2029-11-15": [
      "Standard_D2s_v3",
      "Standard_D64_v3",
      "Standard_E8-4s_v3",
      "Standard_E64i_v3",
      "Standard_E64is_v3",
    ],
  };
  for (const [until, names] of Object.entries(sizes))
    for (const size of names)
      it(`of ${size} warn until ${until} and refuse afterwards`, () => {
        const before = retirementsOf({ vmSize: size, image }, new Date(`${until}T23:59:59Z`));
        assert.deepEqual([found(before.refused), found(before.warnings)], [[], [["vmSize", "Retiring"]]]);
        const nextDay = new Date(Date.parse(`${until}T00:00:00Z`) + 24 * 3_600_000);
        const after = retirementsOf({ vmSize: size, image }, nextDay);
        assert.deepEqual([found(after.refused), found(after.warnings)], [[["vmSize", "Retired"]], []]);
        assert(after.refused[0]?.message.includes(until));
      });

  for (const size of [
    "Standard_D2s_v5",
    "Standard_D2as_v4",
    "Standard_D4d_v4",
    "Standard_B2s_v2",
    "Standard_B2ats_v2",
    "Standard_E8-4s_v5",
    "Standard_F8as_v6",
    "Standard_L8s_v3",
    "Standard_L8as_v3",
    "Standard_NC24ads_A100_v4",
    "Standard_NC4as_T4_v3",
    "Standard_NV36ads_A10_v5",
    "Standard_HB120rs_v3",
    "Standard_M128ms_v2",
    "Standard_DC2as_v5",
    "Standard_DC2as_v3",
    "Standard_DC4s_v2x",
    "Standard_EC2as_v5",
    "Standard_NV6ads",
    "Standard_NC6s_v31",
    "Standard_NP10s_v2",
    "Standard_HC44rs_v2",
    "Standard_HB60",
    "Standard_A2_v3",
    "Standard_D2s_v31",
    "Standard_G10",
    "Standard_L8s_v21",
    "Standard_M192idms_v3",
    "XStandard_D1",
    "XStandard_A4",
    "XBasic_A1",
    "XStandard_NV6",
  ])
    it(`of ${size}: none`, () => {
      assert.deepEqual(retirementsOf({ vmSize: size, image }, today), { refused: [], warnings: [] });
    });

  const images: Record<string, { refused: number; warnings: number }> = {
    "Canonical:UbuntuServer:18.04-LTS:latest": { refused: 1, warnings: 0 },
    "canonical:0001-com-ubuntu-server-focal:20_04-lts-gen2:latest": { refused: 1, warnings: 0 },
    "microsoft-azure-batch:ubuntu-server-container:20-04-lts:latest": { refused: 1, warnings: 0 },
    "microsoft-azure-batch:centos-container:7-7:latest": { refused: 1, warnings: 0 },
    "debian:debian-10:10:latest": { refused: 1, warnings: 0 },
    "almalinux:almalinux:8-gen2:latest": { refused: 1, warnings: 0 },
    "canonical:0001-com-ubuntu-server-jammy:22_04-lts:latest": { refused: 0, warnings: 1 },
    "microsoft-dsvm:ubuntu-hpc:2204:latest": { refused: 0, warnings: 1 },
    "microsoft-dsvm:ubuntu-hpc:2404:24.04.2025042201": { refused: 0, warnings: 0 },
    "canonical:ubuntu-24_04-lts:server:latest": { refused: 0, warnings: 0 },
    "almalinux:almalinux-hpc:8_10-hpc-gen2:latest": { refused: 0, warnings: 0 },
    "debian:debian-12:12-gen2:latest": { refused: 0, warnings: 0 },
  };
  for (const [name, expected] of Object.entries(images))
    it(`of ${name}: ${expected.refused} refused, ${expected.warnings} warnings`, () => {
      const { refused, warnings } = retirementsOf({ vmSize, image: name }, today);
      assert.deepEqual({ refused: refused.length, warnings: warnings.length }, expected);
    });

  /** Images that retire on their last day. */
  const lastDays: Record<string, string> = {
    "OpenLogic:CentOS-HPC:8_1:latest": "2024-12-31",
    "debian:debian-8:8:latest": "2024-12-31",
    "debian:debian-9:9:latest": "2024-12-31",
    "debian:debian:10:latest": "2024-12-31",
    "Canonical:UbuntuServer:14.04-LTS:latest": "2024-12-31",
    "canonical:ubuntu-1604:x:latest": "2024-12-31",
    "a:ubuntu:18_04:latest": "2024-12-31",
    "almalinux:almalinux:9:latest": "2024-12-29",
    "microsoft-dsvm:ubuntu-hpc:2004:latest": "2025-04-23",
    "a:ubuntu-20.04:b:latest": "2025-04-23",
    "microsoft-dsvm:ubuntu-hpc:2204:latest": "2027-06-30",
    "a:ubuntu:22-04:latest": "2027-06-30",
  };
  for (const [name, until] of Object.entries(lastDays))
    it(`of ${name} warn until ${until} and refuse afterwards`, () => {
      const on = (day: number) => retirementsOf({ image: name }, new Date(day));
      const lastMoment = Date.parse(`${until}T23:59:59Z`);
      assert.deepEqual(found(on(lastMoment).warnings), [["image", "Retiring"]]);
      assert.deepEqual(found(on(lastMoment + 1000).refused), [["image", "Retired"]]);
    });

  it("warn until the last day, and refuse from the next", async () => {
    const used = { vmSize, image: "microsoft-dsvm:ubuntu-hpc:2204:latest" };
    const before = retirementsOf(used, new Date("2027-06-30T23:59:59Z"));
    assert.deepEqual(before.refused, []);
    assert.deepEqual(found(before.warnings), [["image", "Retiring"]]);
    const after = retirementsOf(used, new Date("2027-07-01T00:00:00Z"));
    assert.deepEqual(found(after.refused), [["image", "Retired"]]);
    assert.deepEqual(after.warnings, []);
    const messages = messagesOf([...before.warnings, ...after.refused]);
    for (const message of messages) assert.match(message, /2027-06-30.*\/issues\/200\b/);
    await assertSnapshot("infra/retirements", messages.join("\n"));
  });

  it("are reported for the size and for the image", () => {
    const { refused, warnings } = retirementsOf(
      { vmSize: "Standard_D2_v2", image: "Canonical:UbuntuServer:16.04-LTS:latest" },
      today,
    );
    assert.deepEqual(found(refused), [["image", "Retired"]]);
    assert.deepEqual(found(warnings), [["vmSize", "Retiring"]]);
  });
});

describe("invalid settings of vmSize and image", () => {
  const problemsOf = (values: Record<string, string>) =>
    found(parseSettings(values, surroundings).problems ?? []);

  it("report a retired VM size and a retired image", () => {
    const image = "microsoft-dsvm:ubuntu-hpc:2004:latest:batch.node.ubuntu 20.04";
    assert.deepEqual(problemsOf({ vmSize: "Standard_NV6", image }), [
      ["vmSize", "Retired"],
      ["image", "Retired"],
    ]);
  });

  it("report a retired VM size together with an unknown image", () => {
    assert.deepEqual(problemsOf({ vmSize: "Standard_NV6", image: "ubuntu" }), [
      ["image", "InvalidFormat"],
      ["vmSize", "Retired"],
    ]);
  });
});
