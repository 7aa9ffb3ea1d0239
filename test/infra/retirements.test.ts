import assert from "node:assert/strict";
import { messagesOf, type Problem } from "../../infra/problem.ts";
import { retirementsOf } from "../../infra/retirements.ts";
import { parseSettings } from "../../infra/settings/parse-settings.ts";
import { defaults, surroundings } from "../helpers/settings.ts";
import { assertSnapshot } from "../helpers/snapshot.ts";

const today = new Date("2026-11-23T12:00:00Z");
const vmSize = "Standard_D2s_v5";
const image = "microsoft-dsvm:ubuntu-hpc:2404:latest";

const found = (problems: readonly Problem[]) => problems.map(({ key, code }) => [key, code]);

describe("retirements", () => {
  const sizes: Record<"refused" | "warnings", string[]> = {
    refused: [
      "Basic_A1",
      "Standard_A4",
      "Standard_NC24rs_v3",
      "standard_nc6s_v3",
      "Standard_NV12s_v3",
      "Standard_HB60rs",
    ],
    warnings: [
      "Standard_D1",
      "Standard_DS3_v2",
      "Standard_DS13-4_v2",
      "Standard_D15i_v2",
      "Standard_A2m_v2",
      "Standard_B2ms",
      "Standard_F8s_v2",
      "Standard_L8s_v2",
      "Standard_HB120-16rs_v2",
      "Standard_D2s_v3",
      "Standard_E8-4s_v3",
      "Standard_M192idms_v2",
    ],
  };
  for (const kind of ["refused", "warnings"] as const)
    for (const size of sizes[kind])
      it(`of ${size}: ${kind}`, () => {
        const found = retirementsOf({ vmSize: size, image }, today);
        assert.equal(found[kind].length, 1);
        assert.equal(found.refused.length + found.warnings.length, 1);
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
    found(parseSettings({ ...defaults, ...values }, surroundings).problems ?? []);

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
