/**
 * What a run in a warm sandbox costs. Python and JavaScript start anew for each run of code; the floors do what a sandbox would have to do
 * without that: start a process.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { benchmark, machineFacts } from '@autoopt/bench'
import { openSandbox } from '../src/sandbox/open-sandbox.ts'

const startNode = async (): Promise<unknown> => promisify(execFile)(process.execPath, ['--eval', '0'])
const floor = { name: 'a Node process that does nothing', run: startNode }

console.log(machineFacts())
await using sandbox = openSandbox({ processes: 1 })

await benchmark({
  title: 'warm Jinja2 (wanted: 3 ms)',
  claim: { ratio: 0.25 },
  subject: {
    name: 'renderJinja',
    run: async () =>
      sandbox.renderJinja('Hello {{ name }}, {% for x in list %}{{ x|upper }};{% endfor %}', {
        name: 'you',
        list: ['a', 'b'],
      }),
  },
  floor,
})
await benchmark({
  title: 'warm Python node (wanted: 5 ms)',
  claim: { ratio: 0.25 },
  subject: {
    name: 'runPython',
    run: async () =>
      sandbox.runPython('import json\ndef main(text): return {"n": len(json.loads(text))}', { text: '[1, 2, 3]' }),
  },
  floor,
})
await benchmark({
  title: 'warm JavaScript node',
  claim: { ratio: 0.2 },
  subject: {
    name: 'runJavaScript',
    run: async () =>
      sandbox.runJavaScript('function main({ text }) { return { n: JSON.parse(text).length } }', { text: '[1, 2, 3]' }),
  },
  floor,
})
await using light = openSandbox({ processes: 1, usePyodide: false })
await benchmark({
  title: 'the light template engine against real Jinja2',
  claim: { ratio: 0.5 },
  subject: { name: 'light', run: async () => light.renderJinja('Hello {{ name }}', { name: 'you' }) },
  floor: { name: 'real', run: async () => sandbox.renderJinja('Hello {{ name }}', { name: 'you' }) },
})
