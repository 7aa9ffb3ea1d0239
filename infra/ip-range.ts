import { isIPv4 } from "node:net";

/** The IPv4 addresses from `first` to `last`, as numbers. */
export interface IpRange {
  /** As it was written. */
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/**
 * What an address, `20.30.40.50`, or a range in CIDR notation, `20.30.40.0/24`, stands for; undefined if it is neither, or none
 * that a storage account's firewall takes: that wants the internet's addresses, and a /31 or /32 as single ones.
 * https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations#restrictions-for-ip-network-rules
 */
export const publicRange = (text: string): IpRange | undefined => {
  const range = rangeOf(text);
  return range !== undefined && notPublic.some((each) => overlap(range, each)) ? undefined : range;
};

/** Whether each address of a range is in another. */
export const isWithin = (range: IpRange, other: IpRange): boolean =>
  other.first <= range.first && range.last <= other.last;

const overlap = (one: IpRange, other: IpRange): boolean => one.first <= other.last && other.first <= one.last;

const rangeOf = (text: string): IpRange | undefined => {
  const [, address = "", prefix] = /^([\d.]+)(?:\/(\d|[12]\d|30))?$/.exec(text) ?? [];
  if (!isIPv4(address)) return undefined;
  const first = address.split(".").reduce((number, byte) => number * 256 + Number(byte), 0);
  const size = prefix === undefined ? 1 : 2 ** (32 - Number(prefix));
  return first % size === 0 ? { text, first, last: first + size - 1 } : undefined;
};

/** https://www.rfc-editor.org/rfc/rfc6890: private, shared, of one machine or link, for examples and tests; and above 223 multicast. */
const notPublic = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
].flatMap((text) => rangeOf(text) ?? []);
