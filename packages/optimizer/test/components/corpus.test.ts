import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { DslSyntaxError, parseDsl } from '@autoopt/dsl'
import { describe, expect, it } from 'vitest'
import { componentsFromDsl } from '../../src/components/components-from-dsl.ts'
import { parseRules } from '../../src/components/parse-rules.ts'
import { renderRules } from '../../src/components/render-rules.ts'
import { CandidateGates } from '../../src/gates/candidate-gates.ts'
import { proposeTexts } from '../../src/gates/propose-texts.ts'
import type { Component } from '../../src/search/component.ts'
import type { Edit } from '../../src/search/edit.ts'
import { detectLanguage } from '../../src/text/detect-language.ts'

describe.skipIf(!hasCorpus)('on real workflows', () => {
  const apps = corpusFiles().map(componentsOf)

  it('every prompt is the sum of its rules, byte for byte', () => {
    for (const component of apps.flat()) expect(renderRules(parseRules(component.text, component))).toBe(component.text)
    expect(apps.flat().length).toBeGreaterThan(0)
  })

  it('a general rule in the language of the prompt finds a place and passes the gates', () => {
    const refused = apps.flatMap((components) => {
      const gates = new CandidateGates(components)
      const texts = Object.fromEntries(components.map(({ id, text }) => [id, text]))
      return components.filter(isInstruction).flatMap((component) => {
        const { problems } = proposeTexts({ components, texts, gates }, [additionTo(component)])
        return problems.map(({ gate, message }) => `${component.id} ${gate}: ${message}`)
      })
    })
    expect(refused).toEqual([])
  })
})

function componentsOf(name: string): Component[] {
  try {
    return componentsFromDsl(parseDsl(readCorpusFile(name)))
  } catch (error) {
    if (error instanceof DslSyntaxError) return []
    throw error
  }
}

function isInstruction({ role, text }: Component): boolean {
  return role === 'system' && text.length > 60
}

const rules = {
  zh: '回答之前，先把问题再读一遍。',
  ja: '答える前に、質問をもう一度読んでください。',
  en: 'Read the question once more before the answer.',
}

function additionTo({ id, text, syntax }: Component): Edit {
  const language = detectLanguage(text, syntax)
  const rule = rules[language === 'zh' || language === 'ja' ? language : 'en']
  return { op: 'add', component: id, text: rule, hypothesis: 'missing_rule', rationale: '', evidence: [] }
}
