import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseDsl } from '@autoopt/dsl'
import { describe, expect, it } from 'vitest'
import { draftOf, edit, scene } from './support-desk.ts'

/** The app of the server as a file, which nothing here remembers to have been pulled. */
async function fileScene(version: string) {
  const opened = await scene(version)
  const { dify, folder } = opened
  expect(await dify('pull', 'support desk', '--dir', 'elsewhere')).toMatchObject({ exitCode: 0 })
  const file = join(folder, 'desk.yml')
  await copyFile(join(folder, 'elsewhere', 'support-desk.yml'), file)
  return { ...opened, file }
}

describe.each(['0.15.3', '1.12.1'])('autoopt dify create on Dify %s', (version) => {
  it('makes an app with the prompts of the file, which can be pushed to and pulled', async () => {
    const { stub, folder, dify, file } = await fileScene(version)
    const { exitCode, stdout, stderr } = await dify('create', file, '--name', '客服 two', '--json')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'App files hold no secrets. Set these in its studio: TOKEN.\n',
    })
    const { app_id: id } = JSON.parse(stdout) as { app_id: string }
    expect(stub.workspace.apps.get(id)?.name).toBe('客服 two')
    expect(await readFile(join(folder, 'workflow_catalog.yaml'), 'utf8')).toContain(id)

    expect(await dify('push', file, '--json')).toMatchObject({ exitCode: 0 })
    await edit(file, 'Be helpful.', '请简洁地回答。')
    expect(await dify('push', file)).toMatchObject({ exitCode: 0 })
    expect(draftOf(stub, id).graph).toContain('请简洁地回答。')
    expect(await dify('pull', id)).toMatchObject({ exitCode: 0 })
    const pulled = await readFile(join(folder, '客服-two.yml'), 'utf8')
    const textsOf = (source: string) => parseDsl(source).prompts.map(({ text }) => text)
    expect(textsOf(pulled)).toEqual(textsOf(await readFile(file, 'utf8')))
  })

  it('makes no second app of a file', async () => {
    const { stub, dify, file } = await fileScene(version)
    expect(await dify('create', file)).toMatchObject({ exitCode: 0 })
    const before = stub.workspace.apps.size
    const { exitCode, stderr } = await dify('create', file)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/desk\.yml is of the app .* at http.*dify push/)
    expect(stub.workspace.apps.size).toBe(before)
  })

  it('says what is wrong with a file before it asks the server', async () => {
    const { dify, file, stub } = await fileScene(version)
    await writeFile(file, 'app: [')
    const before = stub.workspace.apps.size
    expect(await dify('create', file)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('desk.yml') })
    expect(stub.workspace.apps.size).toBe(before)
  })
})
