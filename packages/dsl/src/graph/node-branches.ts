import { fieldOf, listOf, textOf } from '../source/untyped.ts'
import type { UntypedRecord } from '../source/untyped.ts'

/** The handles of which a node takes one; `undefined` for a node that takes all its outgoing edges. */
export function nodeBranches(type: string, data: UntypedRecord): readonly string[] | undefined {
  switch (type) {
    case 'if-else':
      return data['cases'] === undefined || data['cases'] === null
        ? ['true', 'false']
        : [...caseIds(data['cases']), 'false']
    case 'question-classifier':
      return texts(data['classes'], 'id')
    case 'human-input':
      return [...texts(data['user_actions'], 'id'), '__timeout']
    default:
      return data['error_strategy'] === 'fail-branch' ? ['source', 'fail-branch'] : undefined
  }
}

function caseIds(cases: unknown): string[] {
  return listOf(cases).flatMap((item) => textOf(fieldOf(item, 'case_id')) ?? textOf(fieldOf(item, 'id')) ?? [])
}

function texts(items: unknown, key: string): string[] {
  return listOf(items).flatMap((item) => textOf(fieldOf(item, key)) ?? [])
}
