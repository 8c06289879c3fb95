import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDsl } from '../../src/index.ts'
import type { WorkflowGraph } from '../../src/index.ts'
import { readFixture } from '../fixtures.ts'

interface Drawn {
  readonly branching: readonly boolean[]
  readonly edges: readonly (readonly [source: number, target: number, handle: string])[]
}

/** Node 0 is the start; edges lead from lower to higher numbers; a branching node takes its `true` or its `false` edges. */
const drawnGraph: fc.Arbitrary<Drawn> = fc
  .record({
    branching: fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
    pairs: fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.boolean()), { minLength: 4, maxLength: 14 }),
  })
  .map(({ branching, pairs }) => ({
    branching: [false, ...branching.slice(1)],
    edges: pairs
      .filter(([a, b]) => a !== b)
      .map(([a, b, handle]) => {
        const source = Math.min(a, b)
        return [source, Math.max(a, b), source > 0 && branching[source] === true ? String(handle) : 'source'] as const
      }),
  }))

function graphOf({ branching, edges }: Drawn): WorkflowGraph {
  const nodes = branching.map((isBranching, index) => ({
    id: `n${index}`,
    data: { type: index === 0 ? 'start' : isBranching ? 'if-else' : 'code', cases: [{ case_id: 'true' }] },
  }))
  const edgeValues = edges.map(([source, target, sourceHandle]) => ({
    source: `n${source}`,
    target: `n${target}`,
    sourceHandle,
  }))
  const text = JSON.stringify({
    app: { mode: 'workflow' },
    workflow: { graph: { nodes: nodes.toReversed(), edges: edgeValues } },
  })
  const { graph } = parseDsl(text)
  if (graph === undefined) throw new Error('A workflow has a graph.')
  return graph
}

/** Runs the graph as Dify does, with one choice for each branching node: which nodes run. */
function run({ branching, edges }: Drawn, choices: number): boolean[] {
  const ran: boolean[] = []
  for (const node of branching.keys()) {
    const incoming = edges.filter(([, target]) => target === node)
    ran.push(
      node === 0 ||
        incoming.some(([source, , handle]) => ran[source] === true && isTaken(branching, choices, source, handle)),
    )
  }
  return ran
}

function isTaken(branching: readonly boolean[], choices: number, source: number, handle: string): boolean {
  if (source === 0 || branching[source] !== true) return true
  return handle === String(((choices >> source) & 1) === 1)
}

const allRuns = (drawn: Drawn) => Array.from({ length: 128 }, (_, choices) => run(drawn, choices))

describe('dominates', () => {
  it('holds only where the source ran in every run in which the reader ran', () => {
    fc.assert(
      fc.property(drawnGraph, (drawn) => {
        const graph = graphOf(drawn)
        const runs = allRuns(drawn)
        for (const source of drawn.branching.keys()) {
          for (const reader of drawn.branching.keys()) {
            if (!graph.dominates(`n${source}`, `n${reader}`)) continue
            expect(runs.some((ran) => ran[reader])).toBe(true)
            expect(runs.filter((ran) => ran[reader] === true && ran[source] !== true)).toEqual([])
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('holds wherever every path passes through the source', () => {
    fc.assert(
      fc.property(drawnGraph, (drawn) => {
        const graph = graphOf(drawn)
        for (const source of drawn.branching.keys()) {
          const without = reachedWithout(drawn, source)
          for (const reader of drawn.branching.keys()) {
            if (reader <= source || !reachedWithout(drawn, -1).has(reader) || without.has(reader)) continue
            expect(graph.dominates(`n${source}`, `n${reader}`)).toBe(true)
          }
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('sees that a node waits for all branches that run at the same time', () => {
    const { graph } = parseDsl(readFixture('templates-workflow.yml'))
    expect(graph?.dominates('1700000000002', '1700000000005')).toBe(true)
    expect(graph?.dominates('1700000000003', '1700000000005')).toBe(true)
    expect(graph?.dominates('1700000000003', '1700000000002')).toBe(false)
  })

  it('sees that only one branch of a classifier or an error runs', () => {
    const { graph } = parseDsl(readFixture('support-chatflow.yml'))
    expect(graph?.dominates('sort', 'polish')).toBe(true)
    expect(graph?.dominates('lookup', 'apology')).toBe(true)
    for (const branch of ['extract', 'lookup', 'parcel_reply', 'apology', 'small_talk']) {
      expect(graph?.dominates(branch, 'polish')).toBe(false)
    }
  })

  it('reaches into containers, but not out of them', () => {
    const { graph } = parseDsl(readFixture('containers.yml'))
    expect(graph?.dominates('split', 'page_check')).toBe(true)
    expect(graph?.dominates('page', 'page_check')).toBe(true)
    expect(graph?.dominates('pages', 'improve')).toBe(true)
    expect(graph?.dominates('page', 'final')).toBe(false)
    expect(graph?.reaches('page', 'final')).toBe(true)
    expect(graph?.reaches('final', 'page')).toBe(false)
  })

  it('is false for a node itself, for unknown nodes, and for readers that never run', () => {
    const { graph } = parseDsl(readFixture('broken-references.yml'))
    expect(graph?.dominates('reader', 'reader')).toBe(false)
    expect(graph?.dominates('nobody', 'reader')).toBe(false)
    expect(graph?.dominates('start', 'island')).toBe(false)
  })
})

describe('order', () => {
  it('puts each node after those that lead to it, whatever the order of the file', () => {
    fc.assert(
      fc.property(drawnGraph, (drawn) => {
        const { order } = graphOf(drawn)
        expect(order).toHaveLength(drawn.branching.length)
        for (const [source, target] of drawn.edges)
          expect(order.indexOf(`n${source}`)).toBeLessThan(order.indexOf(`n${target}`))
      }),
    )
  })

  it('puts the children of a container behind it and before what follows it', () => {
    expect(parseDsl(readFixture('containers.yml')).graph?.order).toEqual([
      'start',
      'split',
      'pages',
      'pages_start',
      'page',
      'page_check',
      'rounds',
      'rounds_start',
      'improve',
      'judge',
      'final',
      'end',
    ])
  })

  it('holds every node of a graph with circles, in edges and in containers', () => {
    const nodes = ['a', 'b'].map((id, index) => ({ id, parentId: ['b', 'a'][index], data: { type: 'loop' } }))
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' },
      { source: 'a', target: 'gone' },
    ]
    const { graph } = parseDsl(JSON.stringify({ app: { mode: 'workflow' }, workflow: { graph: { nodes, edges } } }))
    expect(graph?.order).toEqual(['a', 'b'])
    expect(graph?.edges).toHaveLength(2)
  })
})

describe('outputs', () => {
  const outputs = (name: string, id: string) => parseDsl(readFixture(name)).graph?.node(id)?.outputs

  it('are what the engine gives out for each type of node', () => {
    expect(outputs('support-chatflow.yml', 'start')).toEqual(['customer', 'language', 'order_number'])
    expect(outputs('support-chatflow.yml', 'lookup')).toEqual([
      'status_code',
      'body',
      'headers',
      'files',
      'error_message',
      'error_type',
    ])
    expect(outputs('support-chatflow.yml', 'extract')).toEqual(['tracking', '__is_success', '__reason', '__usage'])
    expect(outputs('support-chatflow.yml', 'parcel_reply')).toContain('structured_output.city')
    expect(outputs('support-chatflow.yml', 'join')).toEqual(['output'])
    expect(outputs('containers.yml', 'split')).toEqual(['pages'])
    expect(outputs('containers.yml', 'rounds')).toEqual(['draft', 'loop_round'])
  })

  it('are unknown where only a run can tell', () => {
    expect(outputs('containers.yml', 'judge')).toBeUndefined()
    expect(outputs('agent-nodes.yml', 'agent')).toBeUndefined()
  })

  it('name the groups of an aggregator', () => {
    const data = {
      type: 'variable-aggregator',
      advanced_settings: { group_enabled: true, groups: [{ group_name: 'Best' }] },
    }
    const { graph } = parseDsl(
      JSON.stringify({ app: { mode: 'workflow' }, workflow: { graph: { nodes: [{ id: 'a', data }] } } }),
    )
    expect(graph?.node('a')?.outputs).toEqual(['Best', 'Best.output'])
  })
})

function reachedWithout({ branching, edges }: Drawn, removed: number): Set<number> {
  const reached = new Set(removed === 0 ? [] : [0])
  for (const node of branching.keys()) {
    if (node === removed || !reached.has(node)) continue
    for (const [source, target] of edges) if (source === node && target !== removed) reached.add(target)
  }
  return reached
}
