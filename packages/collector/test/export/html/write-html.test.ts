import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportText } from '../../support/export-bytes.ts'
import { anyText } from '../../support/hostile-texts.ts'
import { broken, failed, lost, testResultOf } from '../../support/test-result-of.ts'

/** The tags of a page, in their order, without attributes. */
function tagsOf(page: string): string[] {
  return page.match(/<\/?[a-z][a-z0-9]*/giu) ?? []
}

describe('a report', () => {
  it('shows findings, pictures, tables and cases', async () => {
    const page = await exportText([testResultOf(), testResultOf({ variant_id: 'v1', ...failed })], 'html')
    expect(page).toContain('<title>Nightly</title>')
    expect(page).toContain('<li>1 of 2 results passed (50 %; 95 % interval')
    expect(page.match(/<svg /gu)).toHaveLength(2)
    expect(page.match(/class="whisker"/gu)).toHaveLength(2)
    expect(page).toContain('<tr data-status="failed"><td>v1</td><td>c_1</td>')
    expect(page).toContain('<pre>{\n  &quot;answer&quot;: &quot;yes&quot;\n}</pre>')
  })

  it('begins its cases with those that did not pass, and says how many it leaves out', async () => {
    const results = [testResultOf(), testResultOf(), testResultOf({ case_id: 'bad', ...failed }), testResultOf(lost)]
    const page = await exportText(results, 'html', { maxCases: 3 })
    expect(page.match(/data-status="\w+"/gu)).toEqual([
      'data-status="failed"',
      'data-status="infra_error"',
      'data-status="passed"',
    ])
    expect(page).toContain('3 of 4 results are listed')
  })

  it('has no pictures of what was not measured', async () => {
    expect(await exportText([testResultOf(lost)], 'html')).not.toContain('<svg')
    expect(await exportText([], 'html')).toContain('No case ran')
  })
})

describe('safety', () => {
  it('lets only its own style and script run, and asks nothing of the network', async () => {
    const page = await exportText([testResultOf()], 'html')
    const policy = /Content-Security-Policy" content="([^"]*)"/u.exec(page)?.[1]?.replaceAll('&#39;', "'")
    const sha = (tag: string): string =>
      `'sha256-${hash('sha256', new RegExp(`<${tag}>([^]*?)</${tag}>`, 'u').exec(page)?.[1] ?? '', 'base64')}'`
    expect(policy).toBe(`default-src 'none'; style-src ${sha('style')}; script-src ${sha('script')}`)
    expect(page).not.toMatch(/\b(?:src|href)=|https?:|@import|url\(/u)
  })

  it('has the same tags whatever the texts of the cases are', async () => {
    const page = (text: string): Promise<string> =>
      exportText(
        [
          testResultOf({
            ...broken,
            case_id: text,
            variant_id: text,
            workflow_id: text,
            tags: [text],
            answer: `x${text}`,
            error: { class: text, message: text },
          }),
        ],
        'html',
      )
    const tags = tagsOf(await page('plain'))
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(tagsOf(await page(text))).toEqual(tags)
      }),
      { seed: 5 },
    )
  })
})
