import assert from "node:assert/strict";
import { propertyDiff } from "../../../local/provider/property-diff.ts";
import { unknownValue } from "../../../local/provision/check.ts";

const changes = (olds: Record<string, unknown>, news: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries([...propertyDiff(olds, news)].map(([path, { kind }]) => [path, kind]));

describe("propertyDiff", () => {
  it("returns each changed property with its path", () => {
    assert.deepEqual(
      changes(
        { a: { b: { c: 1, same: 1 } }, list: [{ x: 1 }, { x: 2 }], tags: { "cost.centre": "1" }, old: 1 },
        { a: { b: { c: 2, same: 1 } }, list: [{ x: 1 }, { x: 3 }, {}], tags: { "cost.centre": "2" }, new: 1 },
      ),
      {
        "a.b.c": "update",
        "list[1].x": "update",
        "list[2]": "add",
        'tags["cost.centre"]': "update",
        old: "delete",
        new: "add",
      },
    );
  });

  it("treats a value that is unknown in a preview as a change", () => {
    assert.deepEqual(changes({ a: 1 }, { a: unknownValue }), { a: "update" });
  });

  it("ignores a region's spelling and azure-native's own marks", () => {
    assert.deepEqual(changes({ location: "eastus", __mark: true }, { location: "East US" }), {});
  });
});
