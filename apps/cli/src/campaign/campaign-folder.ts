import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../exit-code.ts'
import { makeFolder } from '../files/make-folder.ts'
import { writeText } from '../files/write-text.ts'

/** The record that makes a folder a campaign's. */
const recordName = 'campaign.json'

const campaignRecordSchema = z.looseObject({
  format: z.literal(1),
  campaign_id: z.string(),
  created_at: z.iso.datetime(),
  /** Where the command was given: relative paths mean this folder. */
  folder: z.string(),
  /** The plan or the app file. */
  source: z.string(),
  /** Flags by their names in the program. Values that may be secret are not among them. */
  flags: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
})
export type CampaignRecord = z.infer<typeof campaignRecordSchema>

/** Makes the folder of a new campaign, below the folder of all. */
export async function createCampaign(
  folder: string,
  { source, flags, now }: { readonly source: string; readonly flags: CampaignRecord['flags']; readonly now: Date },
): Promise<{ readonly path: string; readonly record: CampaignRecord }> {
  const campaign_id = newId(now)
  const path = resolve(folder, campaign_id)
  const record = {
    format: 1,
    campaign_id,
    created_at: now.toISOString(),
    folder: process.cwd(),
    source,
    flags,
  } as const
  await makeFolder(path)
  await writeCampaign(path, record)
  return { path, record }
}

/** Writes the record of a campaign anew. */
export async function writeCampaign(path: string, record: CampaignRecord): Promise<void> {
  await writeText(join(path, recordName), `${JSON.stringify(record, null, 2)}\n`)
}

/**
 * The campaign that a person names by its path or id; without a name, the latest of the folder.
 *
 * @throws {@link UsageError} when there is none.
 */
export async function findCampaign(
  name: string | undefined,
  folder: string,
): Promise<{ readonly path: string; readonly record: CampaignRecord }> {
  const known = (await readdir(folder).catch((): string[] => [])).filter((id) => isCampaign(join(folder, id)))
  const latest = known.toSorted().at(-1)
  const path = name === undefined ? latest && join(folder, latest) : [name, join(folder, name)].find(isCampaign)
  if (path === undefined) {
    const found = latest === undefined ? `${folder} holds none` : `the latest in ${folder} is ${latest}`
    throw new UsageError(`There is no campaign${name === undefined ? '' : ` "${name}"`} to resume; ${found}.`)
  }
  return { path: resolve(path), record: await readRecord(path) }
}

/** Whether a folder is a campaign's. */
function isCampaign(path: string): boolean {
  return existsSync(join(path, recordName))
}

async function readRecord(path: string): Promise<CampaignRecord> {
  try {
    return campaignRecordSchema.parse(JSON.parse(await readFile(join(path, recordName), 'utf8')))
  } catch (cause) {
    throw new UsageError(`${join(path, recordName)} is no record of a campaign; begin a new one.`, { cause })
  }
}

/** Ids sort by time. */
function newId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-')
  return `optimize-${time}-${randomBytes(3).toString('hex')}`
}
