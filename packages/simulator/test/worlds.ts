import { createWorld, families, type World } from '../src/index.ts'
import { createSimulator, type Simulator } from '../src/create-simulator.ts'

/** A few worlds of every family. */
export const someWorlds: readonly World[] = families.flatMap((family) =>
  [0, 1, 2].map((seed) => createWorld({ family, seed, salt: 'test' })),
)

export interface Asked {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
}

/** Asks for a completion and returns its text. */
export async function ask(
  simulator: Pick<Simulator, 'fetch'>,
  asked: Asked & Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await simulator.fetch('http://simulator/v1/chat/completions', {
    method: 'POST',
    headers,
    body: JSON.stringify(asked),
  })
  const body = (await response.json()) as { choices: { message: { content: string } }[] }
  return body.choices[0]?.message.content ?? ''
}

export function simulatorOf(world: World): Simulator {
  return createSimulator({ world })
}
