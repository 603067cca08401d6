/**
 * Which IP addresses the product may connect to (SEC-43, SEC-44). Written out here, without the platform's helpers, so that
 * the rules are pure and the same everywhere.
 */

/** The four bytes of a dotted IPv4 address; null for anything else, other spellings (octal, short, hexadecimal) included. */
export function parseIpv4(text: string): readonly number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** The sixteen bytes of an IPv6 address, dotted tail included; null for anything else, zone ids included. */
export function parseIpv6(text: string): readonly number[] | null {
  if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return null;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted === null ? null : parseIpv4(dotted[2] ?? "");
  if (text.includes(".") && tail === null) return null;
  const groups = tail === null ? text : `${dotted?.[1]}${hexPair(tail, 0)}:${hexPair(tail, 2)}`;
  const halves = groups.split("::");
  if (halves.length > 2) return null;
  const [head = [], rest = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...Array<string>(missing).fill("0"), ...rest];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function hexPair(bytes: readonly number[], at: number): string {
  return (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16);
}

type Range = readonly [prefix: readonly number[], bits: number];

function ranges(
  parse: (text: string) => readonly number[] | null,
  list: readonly string[],
): readonly Range[] {
  return list.map((cidr) => {
    const [address = "", bits] = cidr.split("/");
    const prefix = parse(address);
    if (prefix === null) throw new RangeError(`${cidr} is no range`);
    return [prefix, Number(bits)];
  });
}

const BLOCKED_V4 = ranges(parseIpv4, [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);
/** Global unicast of IPv6 is 2000::/3; everything outside is refused, inside of it these. */
const GLOBAL_V6 = ranges(parseIpv6, ["2000::/3"]);
const BLOCKED_V6 = ranges(parseIpv6, ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);
const LOOPBACK = [...ranges(parseIpv4, ["127.0.0.0/8"]), ...ranges(parseIpv6, ["::1/128"])];

function isIn(bytes: readonly number[], [prefix, bits]: Range): boolean {
  if (bytes.length !== prefix.length) return false;
  for (let i = 0; i * 8 < bits; i++) {
    const left = Math.min(8, bits - i * 8);
    const mask = (0xff << (8 - left)) & 0xff;
    if (((bytes[i] ?? 0) & mask) !== ((prefix[i] ?? 0) & mask)) return false;
  }
  return true;
}

/**
 * True when the address is a public unicast address. Addresses that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo) are
 * never public here: they lie outside 2000::/3 or in a blocked range.
 */
export function isPublicAddress(text: string): boolean {
  const v4 = parseIpv4(text);
  if (v4 !== null) return !BLOCKED_V4.some((range) => isIn(v4, range));
  const v6 = parseIpv6(text);
  return (
    v6 !== null && GLOBAL_V6.some((range) => isIn(v6, range)) && !BLOCKED_V6.some((range) => isIn(v6, range))
  );
}

/** True for 127.0.0.0/8 and ::1: the simulator of the test mode. */
export function isLoopback(text: string): boolean {
  const bytes = parseIpv4(text) ?? parseIpv6(text);
  return bytes !== null && LOOPBACK.some((range) => isIn(bytes, range));
}
