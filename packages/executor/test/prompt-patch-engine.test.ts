import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PromptPatch, promptPatchSchema, type PromptVariant, promptVariantSchema } from '@autoopt/config'
import { describe, expect, it } from 'vitest'
import { PromptNotFoundError, PromptPatchEngine, TemplateError, VariantError } from '../src/index.ts'
import { openLetters, source, textOf } from './app-file.ts'

const patch = (selector: object, strategy: object): PromptPatch => promptPatchSchema.parse({ selector, strategy })
const variant = (fields: object): PromptVariant => promptVariantSchema.parse(fields)
const engine = new PromptPatchEngine()

describe('a patch', () => {
  it('replaces the first system prompt of a node and leaves every other line alone', () => {
    const patched = engine.applyPatches(openLetters(), [
      patch({ by_id: 'draft' }, { mode: 'replace', content: 'Be brief.' }),
    ])
    expect(patched.text).toBe(source.replace('text: Answer the letter.', 'text: Be brief.'))
    expect(patched.applied).toMatchObject([
      { prompt_id: 'letters_draft_system', before: 'Answer the letter.', after: 'Be brief.' },
    ])
  })

  it('reaches another prompt of the node by its slot', () => {
    const { document } = engine.applyPatches(openLetters(), [
      patch({ by_id: 'draft', slot: 'user' }, { mode: 'prepend', content: 'Please read.\n' }),
    ])
    expect(textOf(document, 'letters_draft_user')).toBe('Please read.\nLetter: {{#start.letter#}}')
  })

  it('reaches a prompt by its pointer', () => {
    const [{ pointer } = { pointer: '' }] = openLetters().prompts
    const { applied } = engine.applyPatches(openLetters(), [
      patch({ by_path: pointer }, { mode: 'append', content: '!' }),
    ])
    expect(applied.map((change) => change.pointer)).toEqual([pointer])
  })

  it('changes every node that shares a title', () => {
    const { document } = engine.applyPatches(openLetters(), [
      patch({ by_label: 'Writer', by_type: 'llm' }, { mode: 'append', content: ' Be kind.' }),
    ])
    expect(textOf(document, 'letters_draft_system')).toBe('Answer the letter. Be kind.')
    expect(textOf(document, 'letters_polish_system')).toBe('润色：{{#draft.text#}} Be kind.')
  })

  it('sees what an earlier patch of the same prompt wrote', () => {
    const { document } = engine.applyPatches(openLetters(), [
      patch({ by_id: 'polish' }, { mode: 'append', content: '\nB' }),
      patch({ by_id: 'polish' }, { mode: 'prepend', content: 'A\n' }),
    ])
    expect(textOf(document, 'letters_polish_system')).toBe('A\n润色：{{#draft.text#}}\nB')
  })

  it('tells of broken references that it brings in', () => {
    const { new_findings } = engine.applyPatches(openLetters(), [
      patch({ by_id: 'draft' }, { mode: 'replace', content: 'Use {{#polish.text#}} and {{#nowhere.x#}}.' }),
    ])
    expect(new_findings.map((finding) => finding.reference)).toEqual(['{{#polish.text#}}', '{{#nowhere.x#}}'])
  })
})

describe('a selector that matches nothing', () => {
  it('is an error that names the prompts there are', () => {
    const apply = () =>
      engine.applyPatches(openLetters(), [patch({ by_id: 'darft' }, { mode: 'replace', content: '' })])
    expect(apply).toThrow(PromptNotFoundError)
    expect(apply).toThrow(/darft.*letters_draft_user, letters_draft_system, letters_polish_system/s)
  })

  it('is skipped, and reported, where the patch allows it', () => {
    const { text, skipped } = engine.applyPatches(openLetters(), [
      patch({ by_type: 'agent', constraints: { if_missing: 'skip' } }, { mode: 'replace', content: 'x' }),
    ])
    expect(text).toBe(source)
    expect(skipped).toHaveLength(1)
  })
})

describe('a template', () => {
  it('fills in the original and its variables and keeps every other brace', () => {
    const { document } = engine.applyPatches(openLetters(), [
      patch(
        { by_id: 'polish' },
        {
          mode: 'template',
          template: {
            inline: '# {{ title }}\n{{original}}\n{{#draft.text#}} {{ other }}',
            variables: { title: '{{original}}' },
          },
        },
      ),
    ])
    expect(textOf(document, 'letters_polish_system')).toBe(
      '# {{original}}\n润色：{{#draft.text#}}\n{{#draft.text#}} {{ other }}',
    )
  })

  it('is read from a file beside the patches', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'template-'))
    await writeFile(join(folder, '模板.txt'), '前言\n{{ original }}')
    const { document } = new PromptPatchEngine({ baseDir: folder }).applyPatches(openLetters(), [
      patch({ by_id: 'draft' }, { mode: 'template', template: { file: '模板.txt' } }),
    ])
    expect(textOf(document, 'letters_draft_system')).toBe('前言\nAnswer the letter.')
  })

  it('that cannot be read is an error that names the file', () => {
    const apply = () =>
      engine.applyPatches(openLetters(), [
        patch({ by_id: 'draft' }, { mode: 'template', template: { file: 'no.txt' } }),
      ])
    expect(apply).toThrow(TemplateError)
    expect(apply).toThrow(/no\.txt/)
  })

  it('that cannot be read gives way to the fallback value, and says so', () => {
    const { applied } = engine.applyPatches(openLetters(), [
      patch({ by_id: 'draft' }, { mode: 'template', template: { file: 'no.txt' }, fallback_value: 'Answer.' }),
    ])
    expect(applied[0]?.after).toBe('Answer.')
    expect(applied[0]?.fallback_reason).toContain('no.txt')
  })
})

describe('a variant', () => {
  const broken = variant({
    variant_id: 'broken',
    fallback_variant: 'short',
    nodes: [
      { selector: { by_id: 'polish' }, strategy: { mode: 'replace', content: 'half done' } },
      { selector: { by_id: 'gone' }, strategy: { mode: 'replace', content: 'x' } },
    ],
  })
  const short = variant({
    variant_id: 'short',
    nodes: [{ selector: { by_id: 'draft' }, strategy: { mode: 'replace', content: 'Short.' } }],
  })

  it('that cannot be applied gives way whole to its fallback variant, and says why', () => {
    const patched = engine.applyVariant(openLetters(), 'broken', [broken, short])
    expect(patched.variant_id).toBe('short')
    expect(patched.fell_back).toMatchObject([{ variant_id: 'broken', reason: expect.stringContaining('gone') }])
    expect(textOf(patched.document, 'letters_polish_system')).toBe('润色：{{#draft.text#}}')
    expect(textOf(patched.document, 'letters_draft_system')).toBe('Short.')
  })

  it('that can be applied reports no fallback', () => {
    expect(engine.applyVariant(openLetters(), 'short', [broken, short]).fell_back).toEqual([])
  })

  it('whose fallbacks run in a circle is an error, not a loop', () => {
    const circular = { ...broken, fallback_variant: 'broken' }
    expect(() => engine.applyVariant(openLetters(), 'broken', [circular])).toThrow(VariantError)
  })

  it('that does not exist is an error that names it', () => {
    expect(() => engine.applyVariant(openLetters(), 'nope', [short])).toThrow(/"nope"/)
  })
})
