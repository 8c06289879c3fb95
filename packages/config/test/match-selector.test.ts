import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchSelector, type SelectablePrompt } from '../src/index.ts'

const node = (index: number, id: string, title: string, type: string, slots: readonly string[]): SelectablePrompt[] =>
  slots.map((slot, position) => ({
    id: `wf_${id}_${slot}`,
    node_id: id,
    node_title: title,
    node_type: type,
    slot,
    pointer: `/workflow/graph/nodes/${index}/data/prompt_template/${position}/text`,
  }))

const prompts = [
  ...node(1, 'draft', 'Draft', 'llm', ['user', 'system', 'user_2']),
  ...node(2, 'classify', 'Route', 'question-classifier', ['instruction']),
  ...node(10, 'polish', 'Draft', 'llm', ['user']),
]

const ids = (selector: Parameters<typeof matchSelector>[0]) => matchSelector(selector, prompts).map(({ id }) => id)

describe('matchSelector', () => {
  test('a pointer to a prompt names that prompt', () => {
    expect(ids({ by_path: '/workflow/graph/nodes/1/data/prompt_template/0/text' })).toEqual(['wf_draft_user'])
  })

  test('a pointer to a node names its first system prompt', () => {
    expect(ids({ by_path: '/workflow/graph/nodes/1' })).toEqual(['wf_draft_system'])
  })

  test('a pointer inside a node narrows it', () => {
    expect(ids({ by_path: '/workflow/graph/nodes/1/data/prompt_template/2' })).toEqual(['wf_draft_user_2'])
  })

  test('a pointer matches whole segments only', () => {
    expect(ids({ by_path: '/workflow/graph/nodes/1' })).not.toContain('wf_polish_user')
    expect(ids({ by_path: '/workflow/graph/nodes/10' })).toEqual(['wf_polish_user'])
  })

  test('a pointer above several nodes names nothing', () => {
    expect(ids({ by_path: '/workflow/graph' })).toEqual([])
  })

  test('a node id names its first system prompt, else its first prompt', () => {
    expect(ids({ by_id: 'draft' })).toEqual(['wf_draft_system'])
    expect(ids({ by_id: 'polish' })).toEqual(['wf_polish_user'])
  })

  test('a prompt id names that prompt', () => {
    expect(ids({ by_id: 'wf_draft_user_2' })).toEqual(['wf_draft_user_2'])
  })

  test('a slot chooses inside the node', () => {
    expect(ids({ by_id: 'draft', slot: 'user_2' })).toEqual(['wf_draft_user_2'])
    expect(ids({ by_id: 'draft', slot: 'assistant' })).toEqual([])
  })

  test('a slot that contradicts an exact name leaves nothing', () => {
    expect(ids({ by_id: 'wf_draft_user', slot: 'system' })).toEqual([])
  })

  test('a label or a type gives a prompt of each node it names', () => {
    expect(ids({ by_label: 'Draft' })).toEqual(['wf_draft_system', 'wf_polish_user'])
    expect(ids({ by_type: 'llm', slot: 'user' })).toEqual(['wf_draft_user', 'wf_polish_user'])
  })

  test('a type narrows a label', () => {
    expect(ids({ by_label: 'Draft', by_type: 'question-classifier' })).toEqual([])
    expect(ids({ by_label: 'Route', by_type: 'question-classifier' })).toEqual(['wf_classify_instruction'])
  })

  test('the strongest key decides alone', () => {
    expect(ids({ by_path: '/nowhere', by_id: 'draft', by_label: 'Route', by_type: 'llm' })).toEqual([])
    expect(ids({ by_id: 'classify', by_label: 'Draft', by_type: 'llm' })).toEqual(['wf_classify_instruction'])
  })

  test('a selector that says nothing names nothing', () => {
    expect(ids({ slot: 'system' })).toEqual([])
  })

  test('matches are a subsequence of the prompts, at most one for each node', () => {
    const name = fc.constantFrom(
      'draft',
      'polish',
      'Draft',
      'Route',
      'llm',
      'system',
      'user',
      'wf_draft_user',
      '/workflow',
    )
    const selector = fc.record(
      { by_path: name, by_id: name, by_label: name, by_type: name, slot: name },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(selector, fc.shuffledSubarray(prompts), (asked, given) => {
        const matches = matchSelector(asked, given)
        expect(given.filter((prompt) => matches.includes(prompt))).toEqual(matches)
        expect(new Set(matches.map((match) => match.node_id)).size).toBe(matches.length)
      }),
    )
  })
})
