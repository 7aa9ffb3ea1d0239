import type { BatchRequest } from "../../protocol/batch-request.ts";
import { nodeOf } from "../lookup.ts";
import type { Batch } from "../operation-context.ts";

/** Changes the names of a node's users. Only names are stored: no user can log in. */
export const changeUsers = (
  { store }: Pick<Batch, "store">,
  request: BatchRequest,
  change: (names: readonly string[]) => readonly string[],
): void =>
  store.transaction(() => {
    const { node } = nodeOf({ store }, request);
    store.nodes.save({ ...node, doc: { ...node.doc, userNames: change(node.doc.userNames ?? []) } });
  });
