import { lookup } from 'node:dns/promises'
import { isIPv6 } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { HttpPolicy } from '../nodes/node-runner.ts'
import { checkAddress } from './check-address.ts'

/**
 * A resolver for one connection. A name is resolved once, every address is checked, and the connection is made to one of those that
 * were checked: a name that points elsewhere the next time it is asked for gains nothing.
 */
export function checkedLookup(policy: HttpPolicy): LookupFunction {
  return (hostname, { all }, callback) => {
    const answer = async (): Promise<void> => {
      try {
        const found = await findAddresses(hostname, policy)
        if (all === true) callback(null, [...found])
        else callback(null, found[0].address, found[0].family)
      } catch (error) {
        callback(error as NodeJS.ErrnoException, '')
      }
    }
    void answer()
  }
}

interface FoundAddress {
  readonly address: string
  readonly family: 4 | 6
}

async function findAddresses(
  hostname: string,
  policy: HttpPolicy,
): Promise<readonly [FoundAddress, ...FoundAddress[]]> {
  const addresses = await (policy.resolve ?? systemResolve)(hostname)
  for (const address of addresses) checkAddress(address, hostname, policy)
  const [first, ...others] = addresses.map((address): FoundAddress => ({ address, family: isIPv6(address) ? 6 : 4 }))
  if (first !== undefined) return [first, ...others]
  throw Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' })
}

async function systemResolve(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address)
}
