import { BlockList, isIP } from 'node:net'
import { PrivateAddressError } from '../errors.ts'
import type { HttpPolicy } from '../nodes/node-runner.ts'
import { isPublicAddress } from './is-public-address.ts'

/**
 * Lets an address pass that a run may reach.
 *
 * @param hostname what the address was found for, for the message.
 * @throws {@link PrivateAddressError} for any other one.
 */
export function checkAddress(address: string, hostname: string, policy: HttpPolicy): void {
  if (policy.allowPrivateAddresses || isPublicAddress(address) || isAllowed(address, policy)) return
  throw new PrivateAddressError({ hostname, address })
}

function isAllowed(address: string, { allowedAddresses = [] }: HttpPolicy): boolean {
  const family = isIP(address)
  if (family === 0) return false
  const list = new BlockList()
  for (const allowed of allowedAddresses) {
    const [network = '', bits] = allowed.split('/')
    const kind = isIP(network) === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(network, kind)
    else list.addSubnet(network, Number(bits), kind)
  }
  return list.check(address, family === 4 ? 'ipv4' : 'ipv6')
}
