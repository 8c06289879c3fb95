import fc from 'fast-check'
import { expect, it } from 'vitest'
import { assertionResultOf } from '../../support/assertion-result-of.ts'
import { exportText } from '../../support/export-bytes.ts'
import { anyText } from '../../support/hostile-texts.ts'
import { readXml } from '../../support/read-xml.ts'
import { broken, failed, lost, testResultOf } from '../../support/test-result-of.ts'

it('writes a suite for each variant and a case for each result', async () => {
  const assertions = [assertionResultOf({ passed: false, score: 0, reason: 'There is no "yes" & no "no".' })]
  const document = await exportText(
    [
      testResultOf(),
      testResultOf({ variant_id: 'v1', repeat: 2 }),
      testResultOf({ case_id: 'c_2', ...failed, assertions }),
      testResultOf({ case_id: 'c_3', ...broken }),
      testResultOf({ case_id: 'c_4', ...lost }),
    ],
    'junit',
    { file: 'plan.yaml' },
  )
  const root = readXml(document)
  expect(root).toMatchObject({
    name: 'testsuites',
    attributes: { name: 'Nightly', tests: '5', failures: '1', errors: '2' },
  })
  const [baseline, variant] = root.children
  expect(baseline?.attributes).toEqual({
    name: 'wf_1 / baseline',
    tests: '4',
    failures: '1',
    errors: '2',
    skipped: '0',
  })
  expect(baseline?.children).toMatchObject([
    {
      name: 'testcase',
      attributes: { name: 'c_1', classname: 'wf_1 / baseline', time: '0.120000', file: 'plan.yaml' },
      children: [],
    },
    {
      children: [
        {
          name: 'failure',
          attributes: { message: 'score 0: contains: There is no "yes" & no "no".' },
          text: 'contains: There is no "yes" & no "no".',
        },
      ],
    },
    { children: [{ name: 'error', attributes: { type: 'workflow.ToolError', message: 'no such tool' } }] },
    { children: [{ name: 'error', attributes: { type: 'infrastructure.rate_limit' } }] },
  ])
  expect(variant?.children).toMatchObject([{ attributes: { name: 'c_1 [repeat 2]' } }])
})

it('is well-formed for any text, and keeps what XML can hold', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const error = { class: text, message: text }
      const results = [testResultOf({ ...broken, case_id: text, variant_id: text, error })]
      const suite = readXml(await exportText(results, 'junit')).children[0]
      const kept = text
        // oxlint-disable-next-line no-control-regex
        .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu, '')
        .replaceAll(/\p{Surrogate}/gu, '\u{fffd}')
      expect(suite?.children[0]?.attributes['name']).toBe(kept)
      expect(suite?.children[0]?.children[0]).toMatchObject({ attributes: { message: kept }, text: kept })
    }),
    { seed: 5 },
  )
})
