import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findHostProgram, findJinja2, findPyodide } from '../../src/sandbox/sandbox-files.ts'

describe('the files of the sandbox', () => {
  test('Jinja2 and MarkupSafe are the archives that their README names', () => {
    const { jinja2, markupSafe } = findJinja2()
    const readme = readFileSync(join(dirname(jinja2), 'README.md'), 'utf8')
    for (const archive of [jinja2, markupSafe]) {
      expect(readme).toContain(createHash('sha256').update(readFileSync(archive)).digest('hex'))
    }
  })

  test('a program may read the code of the sandbox, and no more than this package', () => {
    const { program, readable } = findHostProgram('python-host')
    expect(readFileSync(program, 'utf8')).toContain('serve')
    expect(readable.every((path) => path.includes(join('packages', 'runtime')))).toBe(true)
  })

  test('Pyodide is found in the version that the package asks for', () => {
    const { peerDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      peerDependencies: Record<string, string>
    }
    expect(findPyodide()?.version).toBe(peerDependencies['pyodide'])
  })
})
