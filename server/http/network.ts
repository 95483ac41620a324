import { isIPv6 } from 'node:net';
import type { Request } from 'express';

/**
 * The network a call came from, as far as guesses are counted by it: an address of IPv4, or the 64
 * bits of IPv6 that belong to one household (RFC 4291, section 2.5.4), whose others are his as well.
 */
export function networkOf({ ip }: Pick<Request, 'ip'>): string {
  const address = (ip ?? 'unknown').replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
