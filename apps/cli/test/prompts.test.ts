import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, makeFolder, runCli } from './run-cli.ts'

describe('autoopt prompts', () => {
  it('prints one JSON document with every prompt and its place', async () => {
    const { exitCode, stdout } = await runCli(await makeFolder(), 'prompts', 'app.yml', '--json')
    const document = JSON.parse(stdout)
    expect(exitCode).toBe(0)
    expect(Object.keys(document)).toEqual(['workflow_id', 'mode', 'dsl_version', 'prompts'])
    expect(document).toMatchObject({ workflow_id: 'app', mode: 'workflow', dsl_version: '0.3.0' })
    expect(document.prompts.map((prompt: { id: string }) => prompt.id)).toEqual([
      'app_triage_system',
      'app_triage_user',
      'app_facts_system',
      'app_facts_user',
      'app_reply_system',
      'app_reply_user',
      'app_review_system',
    ])
    expect(document.prompts[1]).toMatchObject({
      node_id: 'triage',
      node_title: 'Triage',
      node_type: 'llm',
      slot: 'user',
      role: 'user',
      syntax: 'workflow',
      text: '{{#start.email#}}',
      references: [{ text: '{{#start.email#}}', selector: ['start', 'email'] }],
    })
    expect(document.prompts[1].pointer).toMatch(/^\/workflow\/graph\/nodes\/1\/data\/prompt_template\/1\/text$/)
  })

  it('prints a table without colours where there is no terminal, and touches no file', async () => {
    const folder = await makeFolder()
    const { stdout } = await runCli(folder, 'prompts', 'app.yml')
    expect(stdout).toContain('复核回复')
    expect(stdout).not.toContain('\u001B[')
    expect(await filesIn(folder)).toEqual(['app.yml'])
  })

  it('takes the workflow id from the catalog of the folder', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'workflow_catalog.yaml'), 'workflows:\n  - {id: wf_001, dsl_path: ./app.yml}\n')
    const { stdout } = await runCli(folder, 'prompts', 'app.yml', '--json')
    expect(JSON.parse(stdout).prompts[0].id).toBe('wf_001_triage_system')
  })

  it.each([
    ['not-there.yml', /Cannot read not-there\.yml/],
    ['broken.yml', /broken\.yml: Line \d, column \d/],
    ['other.yml', /other\.yml: This is not a Dify app file/],
  ])('ends with 2 and one sentence for %s', async (file, message) => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'broken.yml'), 'app:\n  name: "x\n')
    await writeFile(join(folder, 'other.yml'), 'services: {web: {image: nginx}}\n')
    const { exitCode, stdout, stderr } = await runCli(folder, 'prompts', file)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })

  it('puts an error into the JSON document where one was asked for', async () => {
    const { exitCode, stdout } = await runCli(await makeFolder(), 'prompts', 'nope.yml', '--json')
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'CLI-USAGE-001',
      message: expect.stringContaining('nope.yml'),
    })
  })
})
