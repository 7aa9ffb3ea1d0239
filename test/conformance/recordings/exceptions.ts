import type { Exception } from "./judge.ts";

/**
 * Exchanges during a resize or deletion, which a slow machine only meets while these take time, and the recordings that contain
 * them, as `--only` selects them.
 */
export const paced = {
  exchanges:
    /^(cli-pool#(9|10|12|14)|cli-pools-and-nodes#9|python-scale-pools#[789]|java-schedule-state#11|node-sdk#44)$/,
  recordings: ["cli-pool", "python-scale-pools", "java-schedule-state", "node-sdk"],
  pace: "azure/20",
} as const;

/** Differences from Azure's recorded answers that stay. Each needs a reason, and the replay fails if it isn't needed. */
export const exceptions: readonly Exception[] = [
  {
    of: /^every answer$/,
    difference: /header strict-transport-security on 0 of \d+/,
    reason: "RFC 6797 (7.2) forbids the header over HTTP, and clients ignore it there",
  },
  {
    of: /^java-output-files#3$/,
    difference:
      /executionInfo\.failureInfo\.details(\[Message\]\.value "[^"]*", here "[^"]*"| has also AdditionalErrorCode)/,
    reason:
      "A node agent of June 2019; Linux nodes of June 2022 report the details that node-sdk#68 has, as a task state in the test data of TES on Azure shows",
  },
  {
    of: /^java-read-from-node#4$/,
    difference: /value has also shared\/node, shared\/node\/bin/,
    reason: "The local cloud's nodes already have the Node that the start task would download",
  },
  {
    of: /^(batch-extensions#3|python-compute-nodes#1|java-low-priority-pool#5)$/,
    difference: /field \S*\.certificateReferences not there, here \[\]/,
    reason:
      "A node that was starting when it was recorded may be idle here; python-compute-nodes#2 has an idle one",
    dependsOnTiming: true,
  },
  {
    of: /^node-sdk#74$/,
    difference: /field \S*\.(lastBootTime|nodeAgentInfo|startTask) missing \(recorded [^;]*?\)(?=;|$)/,
    reason: "The node may still boot here; its data leaves out the state for that reason",
    dependsOnTiming: true,
  },
  {
    of: /^node-sdk#(21|22|74)$/,
    difference: /\S*inboundEndpoints (without \S*RdpInput|has also SSHRule\.\d)/,
    reason: "Nodes of a Windows cloud service were recorded; python-compute-nodes has Linux nodes",
  },
  {
    of: /^cli-tasks#7$/,
    difference: /task(?:Slot)?Counts\.active 1, here 2/,
    reason: "The recording deleted the task xplatTask before; its data deletes another one in its place",
  },
  {
    of: /^node-sdk#(11|37)$/,
    difference: /field \S*(target|current)NodeCommunicationMode not there, here "\w+"/,
    reason:
      "The recording's API version 2020-03-01.11.0 has no communication modes, but it is replayed in a newer one",
  },
  {
    of: /^node-sdk#31$/,
    difference: /numberOfFilesUploaded 4, here 0/,
    reason: "A local node has no agent that writes logs",
  },
];
