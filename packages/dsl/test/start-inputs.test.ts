import { describe, expect, it } from 'vitest'
import { parseDsl } from '../src/index.ts'
import { readFixture } from './fixtures.ts'

describe('inputs', () => {
  it('are those of the start node', () => {
    expect(parseDsl(readFixture('support-chatflow.yml')).inputs).toEqual([
      {
        variable: 'customer',
        label: 'Name of the customer',
        type: 'text-input',
        required: true,
        options: [],
        max_length: 48,
      },
      {
        variable: 'language',
        label: 'Language',
        type: 'select',
        required: false,
        options: ['English', '中文', '日本語'],
        default: 'English',
      },
      { variable: 'order_number', label: 'Order', type: 'number', required: false, options: [] },
    ])
  })

  it('are those of the form in apps without a graph', () => {
    expect(parseDsl(readFixture('chat-app.yml')).inputs).toEqual([
      { variable: 'subject', label: 'Subject', type: 'text-input', required: true, options: [], max_length: 20 },
      {
        variable: 'level',
        label: 'Level',
        type: 'select',
        required: false,
        options: ['first-year', 'last-year'],
        default: 'first-year',
      },
    ])
  })

  it('leave out what has no variable, and what is no text among options', () => {
    const variables = [
      { label: 'x' },
      { variable: 'a', label: { en_US: 'A' }, options: [1, true, {}, null, 'b'], max_length: 0 },
    ]
    const text = JSON.stringify({
      app: { mode: 'workflow' },
      workflow: { graph: { nodes: [{ id: 's', data: { type: 'start', variables } }] } },
    })
    expect(parseDsl(text).inputs).toEqual([
      { variable: 'a', label: 'A', type: 'text-input', required: false, options: ['1', 'true', 'b'] },
    ])
  })
})
