import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type HoldoutRecord, holdoutRecordSchema } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { makeFolder } from '../files/make-folder.ts'
import { writeText } from '../files/write-text.ts'
import { campaignFiles } from './begin-campaign.ts'
import type { CampaignSubject } from './open-campaign.ts'

/**
 * How the cases of a workflow are split, who has looked at those held out and who was tested: for a campaign that goes on as it was when it was begun,
 * for a new one as the last campaign left it.
 */
export async function readHoldout(
  subject: CampaignSubject,
  folder: string | undefined,
): Promise<HoldoutRecord | undefined> {
  if (folder !== undefined) {
    const own = campaignFiles(folder).holdout
    if (existsSync(own)) return (await read(own)) ?? undefined
    const shared = await read(sharedPath(subject))
    await writeText(own, `${JSON.stringify(shared ?? null)}\n`)
    return shared ?? undefined
  }
  return (await read(sharedPath(subject))) ?? undefined
}

/** Keeps for the next campaign on these cases who has looked and who was tested. */
export async function keepHoldout(record: HoldoutRecord, subject: CampaignSubject): Promise<void> {
  const shared = await read(sharedPath(subject))
  const joined = {
    ...record,
    uses: withOthers(record.uses, shared?.uses),
    tests: withOthers(record.tests, shared?.tests),
  }
  await makeFolder(join(subject.loaded.runs, 'holdouts'))
  await writeText(sharedPath(subject), `${JSON.stringify(joined, null, 2)}\n`)
}

/** What other campaigns have noted since this one began stays. */
function withOthers<Entry extends { readonly campaign_id: string }>(
  own: readonly Entry[],
  shared: readonly Entry[] = [],
): Entry[] {
  const known = new Set(own.map(({ campaign_id }) => campaign_id))
  return [...shared.filter(({ campaign_id }) => !known.has(campaign_id)), ...own]
}

/** One file for each workflow, whatever characters its id has. */
function sharedPath({ loaded, document }: CampaignSubject): string {
  const digits = createHash('sha256').update(document.workflow_id).digest('hex').slice(0, 12)
  return join(loaded.runs, 'holdouts', `${digits}.json`)
}

async function read(path: string): Promise<HoldoutRecord | null> {
  if (!existsSync(path)) return null
  try {
    return holdoutRecordSchema.nullable().parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new UsageError(
      `${path} does not say which cases are held out; restore it, or delete it and look at new cases.`,
      { cause },
    )
  }
}
