import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { YAML11_SCHEMA, load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseDsl } from '../../src/index.ts'
import { encodeInStyle } from '../../src/replace/encode-scalar.ts'
import { splicePrompts } from '../../src/replace/replace-prompts.ts'
import { parsePointer } from '../../src/source/json-pointer.ts'
import { readYamlTree } from '../../src/source/yaml-tree.ts'
import type { YamlTree } from '../../src/source/yaml-tree.ts'
import { hostileTexts } from '../hostile-texts.ts'
import { at } from '../yaml11-readers.ts'

if (!hasCorpus) console.warn('The corpus of real app files is not on this machine: tests that need it are skipped.')

/** js-yaml, or for a file that it does not read (one quote is closed late, at a lower column) `yaml` in its 1.1 mode. */
function yaml11Reader(source: string): (text: string) => unknown {
  const read = (text: string) => load(text, { schema: YAML11_SCHEMA })
  try {
    read(source)
    return read
  } catch {
    return (text) => parse(text, { version: '1.1' })
  }
}

describe.skipIf(!hasCorpus)('replacing prompts of the corpus', () => {
  it.each(corpusFiles())('reads back any text, all prompts at once and one by one, in %s', (name) => {
    const source = readCorpusFile(name)
    const document = parseDsl(source)
    const tree = readYamlTree(source)
    const read = yaml11Reader(source)
    for (const text of Object.values(hostileTexts)) {
      const all = document.replacePrompts(Object.fromEntries(document.prompts.map(({ id }) => [id, text])))
      const allRead = read(all)
      for (const { pointer } of document.prompts) {
        expect(at(allRead, pointer)).toBe(text)
        const one = splicePrompts(tree, new Map([[pointer, text]]), encodeInStyle)
        expectOnlyScalarDiffers(tree, pointer, one)
        expect(at(read(one), pointer)).toBe(text)
      }
    }
  })

  it.each(corpusFiles())('gives the unchecked splice when it checks each replacement in %s', (name) => {
    const source = readCorpusFile(name)
    const document = parseDsl(source)
    const tree = readYamlTree(source)
    const texts = Object.values(hostileTexts)
    for (const [index, { id, pointer }] of document.prompts.entries()) {
      const text = texts[index % texts.length] ?? ''
      expect(document.replacePrompts({ [id]: text })).toBe(
        splicePrompts(tree, new Map([[pointer, text]]), encodeInStyle),
      )
    }
  })
})

function expectOnlyScalarDiffers(tree: YamlTree, pointer: string, result: string): void {
  const scalar = tree.scalarAt(parsePointer(pointer) ?? [])
  expect(result.startsWith(tree.source.slice(0, scalar?.start))).toBe(true)
  expect(result.endsWith(tree.source.slice(scalar?.end))).toBe(true)
}
