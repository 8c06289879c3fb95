import { benchmark } from '@autoopt/bench'
import { corpusFiles, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { parseDsl } from '@autoopt/dsl'
import { parseDocument } from 'yaml'

if (hasCorpus) {
  const texts = corpusFiles().map((name) => readCorpusFile(name))
  const bytes = texts.reduce((total, text) => total + Buffer.byteLength(text), 0)
  await benchmark({
    title: 'parse an app file and extract its prompts, against parsing the YAML alone (real files)',
    claim: { ratio: 1.3 },
    subject: { name: 'parseDsl', run: () => texts.map((text) => parseDsl(text).prompts.length), bytes },
    floor: { name: 'yaml.parseDocument', run: () => texts.map((text) => parseDocument(text).errors.length), bytes },
  })
} else {
  console.log('skip parse-dsl: the corpus of real app files is not on this machine')
}
