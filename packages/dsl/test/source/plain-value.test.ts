import { describe, expect, it } from 'vitest'
import { plainValue } from '../../src/source/plain-value.ts'

describe('plainValue', () => {
  it.each([
    ['', null],
    ['~', null],
    ['Null', null],
    ['yes', true],
    ['OFF', false],
    ['010', 8],
    ['0b101', 5],
    ['-0x1F', -31],
    ['1_000', 1000],
    ['12:30', 750],
    ['12:30:45', 45_045],
    ['1.5', 1.5],
    ['1.5e+3', 1500],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['.NaN', Number.NaN],
    ['1:30.5', 90.5],
  ])('reads %j as PyYAML does', (source, value) => {
    expect(plainValue(source)).toBe(value)
  })

  it.each([
    'y',
    'n',
    'nULL',
    'yEs',
    '000568',
    '08',
    '1e3',
    '12e5',
    '0o12',
    '2024-01-01',
    '.',
    '-',
    '+',
    '1.2.3',
    'NaN',
  ])('leaves %j a text', (source) => {
    expect(plainValue(source)).toBe(source)
  })
})
