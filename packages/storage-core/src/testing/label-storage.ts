import { describe } from 'vitest'
import { testLabelHistories } from './contract/label-histories.ts'
import { testLabelImports } from './contract/label-imports.ts'
import { testLabelMoves } from './contract/label-moves.ts'
import { testLabelNames } from './contract/label-names.ts'
import { testLabelSequences } from './contract/label-sequences.ts'
import { testLabelledVersions } from './contract/labelled-versions.ts'
import type { OpenLabelFixture } from './contract/labelled-store.ts'

const parts: Readonly<Record<string, (open: OpenLabelFixture) => void>> = {
  moving: testLabelMoves,
  names: testLabelNames,
  histories: testLabelHistories,
  'labelled versions': testLabelledVersions,
  importing: testLabelImports,
  'sequences of calls': testLabelSequences,
}

/** Registers the tests of `LabelStorage` for one kind of store. They need `fast-check`. */
export function testLabelStorage(name: string, open: OpenLabelFixture): void {
  describe.each(Object.entries(parts))(`${name} as LabelStorage: %s`, (_, register) => {
    register(open)
  })
}
