import { join } from 'node:path'
import { type BigStore, makeBigStore } from './big-store.ts'
import type { Context } from './context.ts'
import { type Group, groups } from './groups.ts'
import { makeDirectory } from './raw-floor.ts'
import type { BenchOptions } from './read-options.ts'
import { requirementsRow, requirementsRowNeeds } from './requirements-row.ts'
import { countClaim, type Row } from './row.ts'
import { runGroup } from './run-group.ts'

const requirementsRowId = '23'

export interface MeasureOptions extends BenchOptions {
  readonly signal: AbortSignal
}

/**
 * Measures the wanted rows and those that they are made of, and yields the wanted ones as they come.
 * @throws when there is no row of a wanted name.
 */
export async function* measureRows(folder: string, options: MeasureOptions): AsyncGenerator<Row> {
  const known = [...groups.flatMap(({ rows }) => rows), requirementsRowId]
  const wanted = new Set(options.rows ?? known)
  const unknown = [...wanted].filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(', ')}; there are ${known.join(', ')}`)

  const needed = new Set(wanted.has(requirementsRowId) ? [...wanted, ...requirementsRowNeeds] : wanted)
  const measured: Row[] = []
  let bigStore: BigStore | undefined
  for (const group of groups.filter(({ rows }) => rows.some((id) => needed.has(id)))) {
    if (group.needsBigStore) bigStore ??= await makeBigStoreFor(folder, options)
    console.error(`measuring ${group.rows.join(', ')} …`)
    const context = contextOf(group, { folder, options, bigStore })
    const rows = (await runGroup(group, context, options.signal)) ?? group.rows.map((id) => unmeasured(id))
    measured.push(...rows)
    yield* rows.filter(({ id }) => wanted.has(id))
  }
  if (wanted.has(requirementsRowId)) yield requirementsRow(measured)
}

function contextOf(
  { file, needsBigStore = false }: Group,
  { folder, options, bigStore }: { folder: string; options: BenchOptions; bigStore: BigStore | undefined },
): Context {
  return {
    folder: makeDirectory(join(folder, file)),
    isQuick: options.isQuick,
    rounds: options.isQuick ? 5 : 15,
    ...(needsBigStore && bigStore !== undefined && { bigStore }),
  }
}

/** Fails the run, which goes on to the other rows. */
function unmeasured(id: string): Row {
  const claims = [countClaim('rows whose process failed, which says on standard error why', 1)]
  return { id, title: 'NOT MEASURED', figures: [], claims }
}

async function makeBigStoreFor(folder: string, { isQuick, signal }: MeasureOptions): Promise<BigStore> {
  const prompts = isQuick ? 1000 : 10_000
  const versions = 50
  console.error(
    `making a store of ${(prompts * versions).toLocaleString('en')} versions and two databases of the same …`,
  )
  return makeBigStore(join(folder, 'big'), { prompts, versions, signal })
}
