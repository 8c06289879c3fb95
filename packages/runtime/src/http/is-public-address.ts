/**
 * Tells addresses of the internet from those of a machine, a network or nobody (the special-purpose registries of IANA).
 *
 * An IPv6 address that carries an IPv4 address is as public as that; of the rest only global unicast is public.
 */
import { BlockList, isIPv4 } from 'node:net'

/** Whether the address is on the internet. Text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  const [bare = ''] = address.split('%')
  if (isIPv4(bare)) return !special.check(bare, 'ipv4')
  const groups = parseGroups(bare)
  if (groups === undefined) return false
  const carried = carriedAddress(groups)
  if (carried !== undefined) return isPublicAddress(carried)
  return globalUnicast.check(bare, 'ipv6') && !special.check(bare, 'ipv6')
}

const special = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  special.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, bits, 'ipv6')
}

const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/** IPv4 inside `::ffff:0:0/96` (mapped), `::/96` (compatible) and `64:ff9b::/96` (translated). */
function carriedAddress(groups: readonly number[]): string | undefined {
  const [first, second, third, fourth, fifth, sixth, high = 0, low = 0] = groups
  const isZero = [third, fourth, fifth].every((group) => group === 0)
  const isMapped = first === 0 && second === 0 && isZero && (sixth === 0xffff || sixth === 0)
  const isTranslated = first === 0x64 && second === 0xff9b && isZero && sixth === 0
  return isMapped || isTranslated ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : undefined
}

/** The eight groups of an IPv6 address. */
function parseGroups(address: string): number[] | undefined {
  if (!URL.canParse(`http://[${address}]/`)) return undefined
  const written = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = written.split('::')
  const [front, back] = [head, tail ?? ''].map((part) =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)),
  )
  if (front === undefined || back === undefined) return undefined
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
}
