import assert from "node:assert/strict";
import { checkContainers, checkImage } from "../../../../../local/emulator/operations/checks/check-image.ts";
import type { ApiVersion } from "../../../../../local/emulator/protocol/versions.ts";

const image = (publisher: string, offer: string, sku: string) => ({ publisher, offer, sku });
const compute = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";

const refused = (name: string) => (error: { code: string; values: { key: string; value: string }[] }) => {
  assert.equal(error.code, "InvalidPropertyValue");
  assert.deepEqual(error.values[0], { key: "PropertyName", value: name });
  return true;
};

describe("checkImage", () => {
  const known: [string, string, string][] = [
    ["Canonical", "UbuntuServer", "16.04-LTS"],
    ["canonical", "0001-com-ubuntu-server-focal", "20_04-lts"],
    ["canonical", "ubuntu-24_04-lts", "server-arm64"],
    ["credativ", "Debian", "9"],
    ["debian", "debian-12", "12"],
    ["almalinux", "almalinux-x86_64", "9-gen2"],
    ["microsoft-azure-batch", "centos-container-rdma", "7-7"],
    ["microsoft-dsvm", "ubuntu-hpc", "2404"],
    ["MicrosoftWindowsServer", "WindowsServerSemiAnnual", "datacenter-core-1809-with-containers-smalldisk"],
    ["batch", "rendering-windows2016", "rendering"],
    ["OpenLogic", "CentOS-HPC", "7.4"],
    ["oracle", "oracle-linux", "77"],
  ];
  for (const each of known) it(`accepts ${each.join(" ")}`, () => checkImage(image(...each)));

  const unknown: [string, string, string][] = [
    ["a", "b", "c"],
    ["canonical", "windowsserver", "2022-datacenter"],
    ["canonical", "ubuntu-24_04-lts", ""],
    ["", "", ""],
  ];
  for (const each of unknown)
    it(`refuses ${each.join(" ") || "nothing"}`, () => {
      assert.throws(() => checkImage(image(...each)), refused("imageReference"));
    });

  it("accepts images of galleries, with or without a version", () => {
    checkImage({ virtualMachineImageId: `${compute}/galleries/g/images/i` });
    checkImage({ virtualMachineImageId: `${compute}/galleries/g/images/i/versions/1.0.0` });
    checkImage({ sharedGalleryImageId: "/sharedGalleries/g/images/i/versions/1" });
    checkImage({ communityGalleryImageId: "/communityGalleries/g/images/i/versions/latest" });
  });

  for (const id of [
    `${compute}/images/i`,
    `${compute}/gallery/g/images/i/versions/1`,
    `${compute}/galleries/g/images/i/versions`,
    "i",
  ])
    it(`refuses the id ${id}`, () => {
      assert.throws(() => checkImage({ virtualMachineImageId: id }), refused("virtualMachineImageId"));
    });

  it("names the formats that the API version knew", () => {
    const formatsOf = (id: string, version?: ApiVersion): string => {
      let reason = "";
      assert.throws(
        () => checkImage({ virtualMachineImageId: id }, version),
        (error: { values: { key: string; value: string }[] }) => {
          reason = error.values.find(({ key }) => key === "Reason")?.value ?? "";
          return true;
        },
      );
      return reason.replaceAll(/\/subscriptions\/\S+?Compute/g, "").replace(/.*format /, "");
    };
    const gallery = "/galleries/{galleryName}/images/{galleryImageName}";
    const versioned = `${gallery}/versions/{galleryImageVersionName}`;
    assert.equal(formatsOf("i", "2022-10-01.16.0"), versioned);
    assert.equal(formatsOf("i", "2023-05-01.17.0"), `/images/{imageName}, ${versioned}, or ${gallery}`);
    for (const version of ["2024-02-01.19.0", "2025-06-01", undefined] as const)
      assert.equal(formatsOf("i", version), `${versioned} or ${gallery}`);
    assert.equal(formatsOf(`${compute}/images/i`, "2023-05-01.17.0"), `${versioned} or ${gallery}`);
  });

  it("refuses an id next to another id or a name", () => {
    const id = `${compute}/galleries/g/images/i`;
    const names = { ...image("canonical", "ubuntu-24_04-lts", "server"), virtualMachineImageId: id };
    assert.throws(() => checkImage(names), refused("imageReference"));
    const ids = { virtualMachineImageId: id, sharedGalleryImageId: "/sharedGalleries/g/images/i/versions/1" };
    assert.throws(() => checkImage(ids), refused("imageReference"));
  });
});

describe("checkContainers", () => {
  it("accepts images with containers, and those of a gallery", () => {
    checkContainers(image("microsoft-dsvm", "ubuntu-hpc", "2404"));
    checkContainers(image("microsoft-azure-batch", "ubuntu-server-container", "20-04-lts"));
    checkContainers(image("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter-with-Containers"));
    checkContainers({ virtualMachineImageId: `${compute}/galleries/g/images/i` });
  });

  it("refuses other images", () => {
    for (const each of [
      image("Canonical", "UbuntuServer", "16.04-LTS"),
      image("MicrosoftWindowsServer", "WindowsServer", "2019-Datacenter"),
    ])
      assert.throws(() => checkContainers(each), refused("containerConfiguration"));
  });
});
