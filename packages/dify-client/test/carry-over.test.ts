import { describe, expect, it } from 'vitest'
import { carryOver } from '../src/console/carry-over.ts'

const kept = {
  nodes: [
    { id: 'kb', data: { dataset_ids: ['plain-1', 'plain-2'], top_k: 2 } },
    { id: 'tool', data: { credential_id: 'c', name: 'search' } },
    { id: 'agent', data: { tools: [{ name: 'a', credential_id: 'x' }, { name: 'b' }] } },
  ],
}
const exported = {
  nodes: [
    { id: 'kb', data: { dataset_ids: ['secret-1', 'secret-2'], top_k: 2 } },
    { id: 'tool', data: { name: 'search' } },
    { id: 'agent', data: { tools: [{ name: 'a' }, { name: 'b' }] } },
  ],
}

describe('what an export leaves out', () => {
  it('is kept where nothing was changed', () => {
    expect(carryOver(structuredClone(exported), { exported, kept })).toEqual(kept)
  })

  it('is kept beside what was changed, wherever nodes and items went', () => {
    const wanted = structuredClone(exported)
    const [kb, tool, agent] = wanted.nodes
    if (kb) Object.assign(kb.data, { top_k: 5, dataset_ids: ['secret-2'] })
    if (tool) tool.data.name = 'find'
    agent?.data.tools?.reverse()
    wanted.nodes.reverse()
    expect(carryOver(wanted, { exported, kept })).toEqual({
      nodes: [
        { id: 'agent', data: { tools: [{ name: 'b' }, { name: 'a', credential_id: 'x' }] } },
        { id: 'tool', data: { credential_id: 'c', name: 'find' } },
        { id: 'kb', data: { dataset_ids: ['plain-2'], top_k: 5 } },
      ],
    })
  })

  it('goes with the node that was taken away, and new nodes are as they are written', () => {
    const fresh = { id: 'new', data: { name: 'search' } }
    expect(carryOver({ nodes: [fresh, exported.nodes[1]] }, { exported, kept })).toEqual({
      nodes: [fresh, kept.nodes[1]],
    })
  })

  it('is nothing where the server exports what it keeps', () => {
    const wanted = { nodes: [{ id: 'tool', data: { name: 'other', more: [1, { deep: null }] } }], edges: [] }
    expect(carryOver(wanted, { exported: kept, kept })).toEqual(wanted)
  })
})
