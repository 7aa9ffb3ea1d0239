const longest = 14;

/** Shortens Azure's node ids, which are `tvmps_`, 64 hexadecimal digits and `_d`, such as `tvmps_012…ef_d`. */
export const shortNode = (nodeId: string): string =>
  nodeId.length <= longest ? nodeId : `${nodeId.slice(0, 9)}…${nodeId.slice(-4)}`;
