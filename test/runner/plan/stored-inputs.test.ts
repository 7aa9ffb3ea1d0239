import assert from "node:assert/strict";
import type { ListedBlob } from "../../../runner/azure/list-blobs.ts";
import { ServiceError } from "../../../runner/azure/service-error.ts";
import { findStored } from "../../../runner/plan/stored-inputs.ts";
import { isUsageError } from "../../helpers/is-runner-error.ts";

type Blob = Partial<ListedBlob> & Pick<ListedBlob, "name">;

/** Finds the inputs below `in/` in a container with these blobs, or one that fails. */
const find = (blobs: readonly Blob[] | Error) => {
  const list = async function* (prefix: string): AsyncGenerator<ListedBlob> {
    assert.equal(prefix, "in/");
    if (blobs instanceof Error) throw blobs;
    for (const blob of blobs) yield { size: 1, lastModified: new Date(0), ...blob };
  };
  const containerNamed = (name: string) => (name === "data" ? { list } : assert.fail(name));
  return findStored({ containerNamed }, { container: "data", prefix: "in/" });
};

const hashOf = async (blob: Omit<Blob, "name"> & { readonly name?: string }): Promise<string | undefined> =>
  (await find([{ name: "in/a", ...blob }]))[0]?.sha256;

describe("plan/stored-inputs", () => {
  it("returns blobs by name without the prefix, sorted by number", async () => {
    const found = await find([
      { name: "in/10.txt", etag: "e10" },
      { name: "in/9.txt", etag: "e9" },
      { name: "in/d/a" },
    ]);
    assert.deepEqual(
      found.map(({ name, stored }) => [name, stored]),
      [
        ["9.txt", { container: "data", blob: "in/9.txt", etag: "e9" }],
        ["10.txt", { container: "data", blob: "in/10.txt", etag: "e10" }],
        ["d/a", { container: "data", blob: "in/d/a", etag: undefined }],
      ],
    );
  });

  it("skips blobs that stand for folders", async () => {
    const found = await find([{ name: "in/" }, { name: "in/d/" }, { name: "in/d/a" }]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["d/a"],
    );
  });

  it("identifies content by MD5 and size, whatever the ETag and the name", async () => {
    const first = await hashOf({ md5: "5d", size: 3, etag: "1" });
    assert.equal(await hashOf({ md5: "5d", size: 3, etag: "2", name: "in/b" }), first);
    assert.notEqual(await hashOf({ md5: "5e", size: 3, etag: "1" }), first);
    assert.notEqual(await hashOf({ md5: "5d", size: 4, etag: "1" }), first);
  });

  it("identifies a blob without an MD5 by ETag, name and size", async () => {
    const first = await hashOf({ etag: "1", size: 3 });
    assert.equal(await hashOf({ etag: "1", size: 3 }), first);
    for (const blob of [
      { etag: "2", size: 3 },
      { etag: "1", size: 4 },
      { etag: "1", size: 3, name: "in/b" },
    ])
      assert.notEqual(await hashOf(blob), first);
  });

  it("lists all names that can't be inputs", () =>
    assert.rejects(
      find([{ name: "in/a\\b" }, { name: "in/ok" }, { name: "in/.batch-x" }]),
      isUsageError("InvalidInputName", "2", "in/a\\b", "in/.batch-x"),
    ));

  it("refuses a prefix without blobs", () =>
    assert.rejects(find([{ name: "in/" }]), isUsageError("NoInputFound", "data", '"in/"')));

  it("refuses a missing container", () => {
    const error = new ServiceError({ code: "ContainerNotFound", status: 404, message: "" });
    return assert.rejects(find(error), isUsageError("InputContainerNotFound", '"data"'));
  });

  it("throws other errors of storage unchanged", async () => {
    const error = new ServiceError({ code: "AuthorizationFailure", status: 403, message: "" });
    await assert.rejects(find(error), error);
  });
});
