import { MissingPortError } from '../errors.ts'
import type { AssertionPorts } from './assertion-ports.ts'

const needs = {
  sandbox: {
    port: 'a sandbox',
    remedy: 'run it where @autoopt/runtime is installed, or pass assertResult the port "sandbox"',
  },
  judge: {
    port: 'a model that judges',
    remedy: 'name one as "judge" under roles, or pass assertResult the port "judge"',
  },
  embed: {
    port: 'an embedding model',
    remedy: 'name one as "embedding" under roles, or pass assertResult the port "embed"',
  },
}

/**
 * What an assertion needs of the world.
 *
 * @throws {@link MissingPortError} when it was not given.
 */
export function requirePort<Port extends keyof typeof needs>(
  name: Port,
  type: string,
  ports: AssertionPorts,
): NonNullable<AssertionPorts[Port]> {
  const port = ports[name]
  if (port === undefined) throw new MissingPortError({ type, ...needs[name] })
  return port
}
