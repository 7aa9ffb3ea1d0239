import ipaddr from "ipaddr.js";

/** An IPv4 address or a range of them. */
export interface IpRange {
  /** The setting's own notation: `20.30.40.50` or `20.30.40.0/24`. */
  readonly text: string;
  readonly first: ipaddr.IPv4;
  /** Bits that all addresses share with `first`, 32 for a single address. */
  readonly prefixLength: number;
}

/**
 * Parses an address or a CIDR range that a storage account's firewall accepts: public addresses only, no range smaller than /30.
 * Returns undefined for any other text, and for a range that doesn't start at its first address.
 *
 * @see https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations#restrictions-for-ip-network-rules
 */
export const publicRange = (text: string): IpRange | undefined => {
  const range = rangeOf(text);
  return range === undefined || notPublic.some((each) => overlap(range, each)) ? undefined : range;
};

/** Returns whether `other` includes every address of `range`. */
export const isWithin = (range: IpRange, other: IpRange): boolean =>
  other.prefixLength <= range.prefixLength && range.first.match(other.first, other.prefixLength);

const overlap = (one: IpRange, other: IpRange): boolean => isWithin(one, other) || isWithin(other, one);

const rangeOf = (text: string): IpRange | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text))
    return { text, first: ipaddr.IPv4.parse(text), prefixLength: 32 };
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const [, prefixLength] = ipaddr.IPv4.parseCIDR(text);
  const first = ipaddr.IPv4.networkAddressFromCIDR(text);
  return prefixLength <= 30 && text === `${first}/${prefixLength}`
    ? { text, first, prefixLength }
    : undefined;
};

// The library's own list of special ranges isn't part of its interface.
/** Private, shared, local, example and test addresses, and from 224 multicast. https://www.rfc-editor.org/rfc/rfc6890 */
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
