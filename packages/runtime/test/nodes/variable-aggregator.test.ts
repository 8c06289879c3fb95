import { describe, expect, it } from 'vitest'
import { runNodeAlone } from '../support/run-app.ts'

describe.each(['variable-aggregator', 'variable-assigner'])('%s', (type) => {
  const variables = { a: 'A', b: 'B' }

  it('gives the first variable that exists', async () => {
    const data = {
      type,
      variables: [
        ['nope', 'x'],
        ['conversation', 'b'],
        ['conversation', 'a'],
      ],
    }
    expect((await runNodeAlone(data, { variables })).outputs).toEqual({ output: 'B' })
  })

  it('counts a variable that holds nothing', async () => {
    const data = {
      type,
      variables: [
        ['conversation', 'n'],
        ['conversation', 'a'],
      ],
    }
    expect((await runNodeAlone(data, { variables: { ...variables, n: null } })).outputs).toEqual({ output: null })
  })

  it('gives nothing when none exists', async () => {
    const { trace } = await runNodeAlone({ type, variables: [['nope', 'x']] }, {})
    expect(trace.nodes[1]).toMatchObject({ status: 'succeeded', outputs: {} })
  })

  it('does so for each group', async () => {
    const groups = [
      {
        group_name: 'g1',
        variables: [
          ['nope', 'x'],
          ['conversation', 'a'],
        ],
      },
      { group_name: 'g2', variables: [['conversation', 'b']] },
      { group_name: 'g3', variables: [['nope', 'x']] },
    ]
    const data = { type, variables: [], advanced_settings: { group_enabled: true, groups } }
    const { outputs } = await runNodeAlone(data, {
      variables,
      outputs: ['node.g1.output', 'node.g2.output', 'node.g3.output'],
    })
    expect(outputs).toEqual({ 'node_g1.output': 'A', 'node_g2.output': 'B', 'node_g3.output': null })
  })
})
