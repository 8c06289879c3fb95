import { excerpt } from '../assertions/excerpt.ts'
import type { TestResult } from '../results/test-result.ts'
import { compareTexts } from './compare-texts.ts'
import { getOrCreate } from './get-or-create.ts'
import type { ErrorDistribution, ErrorGroup } from './metrics-schemas.ts'

const longestExample = 500

type Group = Pick<ErrorGroup, 'class' | 'code' | 'workflow_id' | 'node_id' | 'infrastructure' | 'count' | 'example'>

/** Counts failures by class, code and node. */
export class ErrorTallies {
  readonly #groups = new Map<string, Group>()

  add(result: TestResult): void {
    const { error, status, workflow_id } = result
    if (error === null) return
    this.#count({
      class: error.class,
      code: error.code ?? null,
      workflow_id,
      node_id: error.node_id ?? null,
      infrastructure: status === 'infra_error',
      count: 1,
      example: excerpt(error.message, longestExample),
    })
  }

  merge(other: ErrorTallies): void {
    for (const group of other.#groups.values()) this.#count(group)
  }

  distribution(): ErrorDistribution {
    const groups = [...this.#groups.entries()]
    const total = groups.reduce((sum, [, group]) => sum + group.count, 0)
    return {
      total,
      groups: groups
        .toSorted(([oneKey, one], [otherKey, other]) => other.count - one.count || compareTexts(oneKey, otherKey))
        .map(([, group]) => Object.assign({ share: group.count / total }, group)),
    }
  }

  #count(group: Group): void {
    const { class: kind, code, workflow_id, node_id, infrastructure } = group
    const key = JSON.stringify([kind, code, workflow_id, node_id, infrastructure])
    const known = getOrCreate(this.#groups, key, () => ({ ...group, count: 0 }))
    known.count += group.count
    if (isSimpler(group.example, known.example)) known.example = group.example
  }
}

/** Of all messages the shortest stands for the others, whichever came first. */
function isSimpler(message: string, than: string): boolean {
  return message.length === than.length ? compareTexts(message, than) < 0 : message.length < than.length
}
