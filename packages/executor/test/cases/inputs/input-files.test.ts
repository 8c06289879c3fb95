import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCase } from '@autoopt/config'
import { beforeAll, describe, expect, it } from 'vitest'
import { caseHash, resolveFileInputs } from '../../../src/index.ts'
import { collectCases, refusalOf } from '../collect-cases.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'files [1] '))
  await mkdir(join(folder, 'docs', 'deep'), { recursive: true })
  for (const name of ['b.pdf', 'a.pdf', 'a [x].pdf', '.hidden.pdf', 'readme.txt', 'deep/c.pdf'])
    await writeFile(join(folder, 'docs', name), name)
  return folder
}

describe('files that cases upload', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await makeFolder()
  })

  const poolOf = async (...file_pool: string[]): Promise<string[]> => {
    const cases = await collectCases({ parameters: { doc: { file_pool } } }, { baseFolder: folder })
    return cases.map((one) => (one.inputs['doc'] as { path: string }).path).toSorted((a, b) => (a < b ? -1 : 1))
  }

  it('are a pool by their patterns, relative to the plan', async () => {
    expect(await poolOf('docs/*.pdf')).toEqual(['docs/a [x].pdf', 'docs/a.pdf', 'docs/b.pdf'])
    expect(await poolOf('docs/**/*.pdf', 'docs/a.pdf')).toHaveLength(4)
    expect(await poolOf('docs/{a,b}.pdf')).toEqual(['docs/a.pdf', 'docs/b.pdf'])
  })

  it('are found under their names, whatever characters these have', async () => {
    expect(await poolOf('docs/a [x].pdf')).toEqual(['docs/a [x].pdf'])
    expect(await poolOf('docs/.hidden.pdf')).toEqual(['docs/.hidden.pdf'])
  })

  it('are found under paths as Windows writes them', async () => {
    expect(await poolOf(String.raw`docs\deep\c.pdf`)).toEqual(['docs/deep/c.pdf'])
    expect(await poolOf(String.raw`docs\*.txt`)).toEqual(['docs/readme.txt'])
  })

  it('carry the hash of their content, so that a changed file is another case', async () => {
    const fields = {
      cases: [{ case_id: 'a', inputs: { doc: { path: 'docs/b.pdf' }, more: [{ path: 'docs/a.pdf' }] } }],
    }
    const [one] = await collectCases(fields, { baseFolder: folder })
    expect(one?.inputs).toEqual({
      doc: { path: 'docs/b.pdf', transfer_method: 'local_file', sha256: sha256('b.pdf') },
      more: [{ path: 'docs/a.pdf', transfer_method: 'local_file', sha256: sha256('a.pdf') }],
    })
    const other = await makeFolder()
    const [same] = await collectCases(fields, { baseFolder: other })
    await writeFile(join(other, 'docs', 'b.pdf'), 'changed')
    const [changed] = await collectCases(fields, { baseFolder: other })
    const hashOf = (testCase: TestCase | undefined): string | undefined => testCase && caseHash(testCase)
    expect(hashOf(same)).toBe(hashOf(one))
    expect(hashOf(changed)).not.toBe(hashOf(one))
  })

  it('are checked in turns as well, and given to targets with absolute paths', async () => {
    const fields = {
      cases: [{ case_id: 'a', turns: [{ query: 'q', inputs: { doc: { path: String.raw`docs\a.pdf` } } }] }],
    }
    const [one] = await collectCases(fields, { baseFolder: folder })
    expect(one?.turns?.[0]?.inputs['doc']).toMatchObject({ path: 'docs/a.pdf' })
    const ready = one && (await resolveFileInputs(one, folder))
    expect(ready?.turns?.[0]?.inputs['doc']).toMatchObject({ path: join(folder, 'docs', 'a.pdf') })
  })

  it('may stand in a table', async () => {
    await writeFile(join(folder, 'cases.csv'), 'file,q\ndocs/a.pdf,1\n')
    const columns = { file: 'inputs.doc.path' }
    const [one] = await collectCases({ case_files: [{ path: 'cases.csv', columns }] }, { baseFolder: folder })
    expect(one?.inputs).toMatchObject({ doc: { path: 'docs/a.pdf', sha256: sha256('a.pdf') }, q: '1' })
  })

  it('are not what merely has a path', async () => {
    const inputs = { request: { path: '/api', method: 'GET' } }
    const [one] = await collectCases({ cases: [{ case_id: 'a', inputs }] }, { baseFolder: folder })
    expect(one?.inputs).toEqual(inputs)
  })

  it('that are not there are told with the case, the place and the nearest name', async () => {
    const fields = { cases: [{ case_id: 'a', inputs: { doc: { path: 'docs/readmee.txt' } } }] }
    const error = await refusalOf(collectCases(fields, { baseFolder: folder }))
    expect(error).toMatchObject({ code: 'EXEC-CASES-006' })
    expect(error.message).toBe(
      `dataset "d", cases, case 1, input "doc": there is no file docs/readmee.txt (looked for ${join(folder, 'docs/readmee.txt')}). Did you mean readme.txt? Paths are relative to the plan.`,
    )
  })

  it('that no pattern of a pool finds are told', async () => {
    const error = await refusalOf(
      collectCases({ parameters: { doc: { file_pool: ['docs/*.doc'] } } }, { baseFolder: folder }),
    )
    expect(error.message).toContain('dataset "d", parameter "doc": no file matches docs/*.doc')
  })

  it('can be named by constraints', async () => {
    const cases = await collectCases(
      {
        parameters: { doc: { file_pool: ['docs/?.pdf'] }, n: { values: [1, 2] } },
        sampling: { method: 'full' },
        constraints: [{ exclude: { doc: 'docs/a.pdf', n: 2 } }],
      },
      { baseFolder: folder },
    )
    expect(cases).toHaveLength(3)
  })
})
