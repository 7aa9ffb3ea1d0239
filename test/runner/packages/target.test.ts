import assert from "node:assert/strict";
import { indexSettings, pipVariables, uvVariables } from "../../../runner/packages/index-settings.ts";
import { withoutCredentials } from "../../../runner/packages/run-tool.ts";
import {
  type PackageTarget,
  platformOf,
  targetOf,
  targetOfPool,
  wheelTags,
} from "../../../runner/packages/target.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

const node = (
  glibc: PackageTarget["glibc"],
  machine: PackageTarget["machine"] = "x86_64",
): PackageTarget => ({
  python: "3.12",
  machine,
  glibc,
});

describe("packages/target", () => {
  it("names platforms as uv does, with the highest glibc that uv knows", () => {
    assert.equal(platformOf(node([2, 39])), "x86_64-manylinux_2_39");
    assert.equal(platformOf(node([2, 99])), "x86_64-manylinux_2_40");
    assert.equal(platformOf(node([2, 30], "aarch64")), "aarch64-manylinux_2_28");
    assert.equal(platformOf(node([2, 17])), "x86_64-manylinux_2_17");
    assert.equal(platformOf(node(undefined, "aarch64")), "aarch64-unknown-linux-musl");
    for (const target of [node([2, 39]), node(undefined), node([2, 28], "aarch64")])
      assert.equal(
        platformOf(targetOf({ python: "3.12", platform: platformOf(target) })),
        platformOf(target),
      );
  });

  it("accepts wheels for every older glibc, also by the names before PEP 600", () => {
    const tags = wheelTags(node([2, 39]));
    assert.equal(tags[0], "manylinux_2_39_x86_64");
    for (const tag of ["manylinux_2_28_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64", "linux_x86_64"])
      assert(tags.includes(tag), tag);
    assert(!wheelTags(node([2, 28])).includes("manylinux_2_31_x86_64"));
    assert.deepEqual(wheelTags(node(undefined)), ["musllinux_1_2_x86_64", "musllinux_1_1_x86_64"]);
  });

  it("derives Python from the image of a pool, unless the workload names it", () => {
    const pool = (nodeAgentSkuId?: string) => ({ poolId: "workers", nodeAgentSkuId });
    const of = (agent: string | undefined, python?: string) => {
      const target = targetOfPool(pool(agent), python);
      return `${target.python} ${platformOf(target)}`;
    };
    assert.equal(of("batch.node.ubuntu 24.04"), "3.12 x86_64-manylinux_2_39");
    assert.equal(of("batch.node.ubuntu 22.04"), "3.10 x86_64-manylinux_2_35");
    assert.equal(of("batch.node.ubuntu 24.04", "3.13"), "3.13 x86_64-manylinux_2_39");
    assert.equal(of("batch.node.el 9", "3.9"), "3.9 x86_64-manylinux_2_28");
    for (const agent of ["batch.node.el 9", undefined])
      assert.throws(() => of(agent), isUsageError("PythonUnknown", "workers"));
  });
});

describe("packages/index-settings", () => {
  const config =
    "global.index-url='https://a/simple'\n:env:.extra-index-url='https://b/simple https://c/simple'\n";

  it("gives uv the settings of pip, and pip those of uv", async () => {
    const ofPip = await indexSettings({}, async () => config);
    assert.deepEqual(uvVariables(ofPip, {}), {
      UV_DEFAULT_INDEX: "https://a/simple",
      UV_INDEX: "https://b/simple https://c/simple",
      UV_FIND_LINKS: undefined,
    });
    const env = { UV_DEFAULT_INDEX: "https://a/simple", UV_INDEX: "own=https://b/simple" };
    assert.deepEqual(pipVariables(await indexSettings(env, async () => ""), env), {
      PIP_INDEX_URL: "https://a/simple",
      PIP_EXTRA_INDEX_URL: "https://b/simple",
    });
  });

  it("keeps variables that the user has set", async () => {
    const settings = await indexSettings({}, async () => config);
    const env = { UV_INDEX_URL: "x", UV_EXTRA_INDEX_URL: "y", UV_FIND_LINKS: "z" };
    assert.deepEqual(uvVariables(settings, env), {});
    assert.deepEqual(pipVariables(settings, { PIP_INDEX_URL: "x", PIP_EXTRA_INDEX_URL: "y" }), {});
  });

  it("removes credentials from messages", () =>
    assert.equal(
      withoutCredentials("Looking in https://user:pa:ss@host/simple, http://token@host/"),
      "Looking in https://***@host/simple, http://***@host/",
    ));
});
