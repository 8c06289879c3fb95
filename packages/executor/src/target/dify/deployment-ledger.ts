/**
 * Deployments on disk, `<folder>/<app name>.json` each. A record is durable before its app is made and goes after its app
 * is gone, so that an app whose process was killed is known to whoever cleans up.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { type DeploymentRecord, deploymentRecordSchema } from './deployment-record.ts'
import { flushFolder } from '../../run/flush-folder.ts'
import { isAlive } from '../../run/is-alive.ts'
import { isMissing } from '../../run/is-missing.ts'

/** Every temporary app is called so, and nothing else is. */
export const temporaryPrefix = 'autoopt-tmp-'

export class DeploymentLedger {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  /** Writes down an app that is about to be made, under a name of its own. */
  async open(base_url: string): Promise<DeploymentRecord> {
    const record: DeploymentRecord = {
      format: 1,
      app_name: `${temporaryPrefix}${randomBytes(8).toString('hex')}`,
      base_url,
      created_at: new Date().toISOString(),
      host: hostname(),
      pid: process.pid,
    }
    await mkdir(this.folder, { recursive: true })
    const file = await open(this.#path(record), 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(record)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await flushFolder(this.folder)
    return record
  }

  /** Forgets an app that is gone. */
  async close(record: DeploymentRecord): Promise<void> {
    await rm(this.#path(record), { force: true })
  }

  /** Everything that is written down. A file that was cut off is none: its app was never made. */
  async list(): Promise<DeploymentRecord[]> {
    const records: DeploymentRecord[] = []
    for (const name of await this.#names()) {
      const record = parse(await readText(join(this.folder, name)))
      if (record !== undefined) records.push(record)
    }
    return records
  }

  /** Those whose process is no more. A process on another machine is taken for living. Also removes files that were cut off. */
  async abandoned(): Promise<DeploymentRecord[]> {
    await this.#removeCutOff()
    const records = await this.list()
    return records.filter(({ host, pid }) => host === hostname() && !isAlive(pid))
  }

  async #removeCutOff(): Promise<void> {
    for (const name of await this.#names()) {
      const path = join(this.folder, name)
      if (parse(await readText(path)) === undefined && (await ageMs(path)) > beingWrittenMs)
        await rm(path, { force: true })
    }
  }

  async #names(): Promise<string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.startsWith(temporaryPrefix))
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }

  #path({ app_name }: Pick<DeploymentRecord, 'app_name'>): string {
    return join(this.folder, `${app_name}.json`)
  }
}

/** A younger file may still be written by its process. */
const beingWrittenMs = 60_000

/** How long ago a file was last written; 0 when it is gone. */
async function ageMs(path: string): Promise<number> {
  try {
    return Date.now() - (await stat(path)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

/** Empty when somebody else has just forgotten it. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

/** A record that was cut off by a power cut was not durable, so its app was never made. */
function parse(text: string): DeploymentRecord | undefined {
  try {
    return deploymentRecordSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
