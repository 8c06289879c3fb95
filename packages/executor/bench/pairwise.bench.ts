/**
 * How many cases a pairwise cover needs on the published models, beside the best of the published tools, as a table in Markdown. Fails when
 * any seed needs over 15 % more.
 */
import { createRandom } from '@autoopt/collector'
import { createCombinationModel } from '../src/cases/pairwise/combination-model.ts'
import { pairwiseCover } from '../src/cases/pairwise/pairwise-cover.ts'
import { publishedModels } from '../test/cases/pairwise/published-models.ts'

const SEEDS = 10

const rows = publishedModels.map(({ name, sizes, best, pict }) => {
  const model = createCombinationModel({ sizes })
  const started = performance.now()
  const counts = Array.from({ length: SEEDS }, (_, seed) => pairwiseCover(model, createRandom(seed)).length)
  const seconds = (performance.now() - started) / 1000 / SEEDS
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  if (most > 1.15 * best) process.exitCode = 1
  return [name, best, pict, least === most ? least : `${least}–${most}`, `${seconds.toFixed(2)} s`]
})

const table = [
  ['model', 'best of 14 tools', 'PICT', `here, ${SEEDS} seeds`, 'time of one'],
  ['---', '---:', '---:', '---:', '---:'],
  ...rows,
]
console.log(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
