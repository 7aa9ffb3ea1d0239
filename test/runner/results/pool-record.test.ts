import assert from "node:assert/strict";
import { poolRecord } from "../../../runner/results/pool-record.ts";

/** Moment as Date and in ISO 8601: minutes after midnight. */
const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minutes));
const iso = (minutes: number): string => at(minutes).toISOString();

const node = (id: string, state = "idle") => ({
  ...{
    id,
    state,
    isDedicated: false,
    allocationTime: at(1),
    lastBootTime: at(2),
    stateTransitionTime: at(4),
  },
  startTaskInfo: { startTime: at(3), endTime: at(4) },
});

describe("results/pool-record", () => {
  it("records nodes with their moments", () => {
    const { seeNodes, seePreparations, nodes } = poolRecord();
    assert.equal(nodes(), undefined);
    seeNodes([node("a")], at(5));
    seePreparations([
      { nodeId: "a", startTime: at(6), endTime: at(7) },
      { nodeId: "b", startTime: at(6) },
    ]);
    assert.deepEqual(nodes(), [
      {
        ...{ id: "a", isSpot: true, state: "idle", leftAt: undefined, allocatedAt: iso(1), bootedAt: iso(2) },
        ...{ startTaskStartedAt: iso(3), startTaskEndedAt: iso(4) },
        ...{ preparationStartedAt: iso(6), preparationEndedAt: iso(7) },
      },
    ]);
  });

  it("records when a node left, and that it came back", () => {
    const { seeNodes, nodes } = poolRecord();
    const left = () => nodes()?.map(({ id, leftAt }) => [id, leftAt]);
    seeNodes([node("a"), node("b")], at(5));
    seeNodes([node("b")], at(8));
    seeNodes([node("b", "preempted")], at(9));
    assert.deepEqual(left(), [
      ["a", iso(5)],
      ["b", iso(4)],
    ]);
    seeNodes([node("a"), node("b")], at(10));
    assert.deepEqual(left(), [
      ["a", undefined],
      ["b", undefined],
    ]);
  });

  it("records at most 1,000 nodes", () => {
    const { seeNodes, nodes } = poolRecord();
    const many = Array.from({ length: 1500 }, (_, index) => node(`n${index}`));
    seeNodes(many, at(5));
    seeNodes(many.slice(500), at(6));
    assert.deepEqual(
      [nodes()?.length, nodes()?.[0]?.leftAt, nodes()?.[500]?.leftAt],
      [1000, iso(5), undefined],
    );
  });

  it("names the pool's image", () => {
    const image = (imageReference?: object) => {
      const record = poolRecord();
      record.seePool({ virtualMachineConfiguration: imageReference && { imageReference } });
      return record.image();
    };
    const marketplace = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server" };
    assert.equal(image(marketplace), "Canonical:ubuntu-24_04-lts:server:latest");
    const resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
    assert.equal(
      image({ virtualMachineImageId: `${resource}/galleries/g/images/i/versions/1` }),
      "galleries/g/images/i/versions/1",
    );
    assert.equal(image({ virtualMachineImageId: `${resource}/images/i` }), "images/i");
    assert.equal(image(), undefined);
  });
});
