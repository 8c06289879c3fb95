import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOnTerminal } from '../run-on-terminal.ts'
import { writeWorld } from './write-world.ts'

const flags = ['optimize', 'app.yml', '--cases', 'cases.jsonl', '--model', 'simulated:f3-7', '--budget', 'light']
const eraseLine = '\r\u001B[2K'
const controlC = '\u0003'
const controlD = '\u0004'

async function newWorld(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'terminal-'))
  await writeWorld(folder, 'f3-7', 30)
  return folder
}

test('a campaign shows its plan and asks before the first call; whoever declines pays nothing', async () => {
  const folder = await newWorld()
  const terminal = runOnTerminal(folder, flags)
  await terminal.shown('Begin? [Y/n] ')
  expect(terminal.screen).toContain('budget light: at most')
  terminal.type('n\r')
  expect(await terminal.exited).toBe(0)
  expect(existsSync(join(folder, 'runs'))).toBe(false)
}, 120_000)

test.each([
  ['Ctrl-C', controlC],
  ['the end of the input', controlD],
])(
  '%s at the question ends it, and nothing was paid',
  async (_, key) => {
    const folder = await newWorld()
    const terminal = runOnTerminal(folder, flags)
    await terminal.shown('Begin? [Y/n] ')
    terminal.type(key)
    expect({ code: await terminal.exited, screen: terminal.screen }).toMatchObject({ code: 130 })
    expect(terminal.screen).toContain('Nothing was begun.')
    expect(existsSync(join(folder, 'runs'))).toBe(false)
  },
  120_000,
)

test('a campaign draws where it stands in one line that is never wider than the terminal, and takes it away in the end', async () => {
  const folder = await newWorld()
  const terminal = runOnTerminal(folder, flags, { columns: 70 })
  await terminal.shown('Begin? [Y/n] ')
  terminal.type('\r')
  expect(await terminal.exited).toBe(0)
  const [, talk = ''] = terminal.screen.split('Begin? [Y/n] ')
  const drawn = talk.split(eraseLine).slice(1)
  const live = drawn.filter((line) => !line.includes('\n'))
  expect(live.some((line) => /^round \d+: \d+ candidates? on \d+ cases · best [+-]/u.test(line))).toBe(true)
  expect(Math.max(...live.map((line) => line.length))).toBeLessThan(70)
  expect(live.at(-1)?.length ?? 0).toBeLessThan(70)
  expect(drawn.at(-1)).toMatch(/^[^\n]*(?:deploy|canary|keep|inconclusive)\S*: .*simulated/u)
}, 120_000)

test('Ctrl-C stops a campaign with a sentence on how to go on, and resuming asks again', async () => {
  const folder = await newWorld()
  const terminal = runOnTerminal(folder, [...flags, '-j', '1'])
  await terminal.shown('Begin? [Y/n] ')
  terminal.type('y\r')
  await terminal.shown(' runs, ')
  terminal.type(controlC)
  expect(await terminal.exited).toBe(130)
  expect(terminal.screen).toContain('Stopping; Ctrl-C again ends at once.')
  expect(terminal.screen).toMatch(/To go on: .*optimize --resume/u)
  const again = runOnTerminal(folder, ['optimize', '--resume'])
  await again.shown('Begin? [Y/n] ')
  expect(again.screen).toContain('going on with')
  again.type('\r')
  expect(await again.exited).toBe(0)
}, 120_000)
