import { createHash, randomUUID } from 'node:crypto'
import type { ConversationState } from '@autoopt/runtime'
import { listOf, recordOf } from '../http/exchange.ts'

type Values = Record<string, unknown>

/** The part of an app that a draft holds. */
export interface DraftContent {
  graph: Values
  features: Values
  environment_variables: Values[]
  conversation_variables: Values[]
}

/** A draft that was published. */
export interface PublishedVersion {
  readonly id: string
  readonly version: string
  readonly marked_name: string
  readonly marked_comment: string
  readonly created_at: number
  readonly content: DraftContent
}

/** One app of the workspace. */
export class StubApp {
  readonly id = randomUUID()
  readonly draftId = randomUUID()
  readonly mode: string
  readonly createdAt = Date.now() / 1000
  readonly keys = new Map<string, string>()
  /** Newest last. */
  readonly versions: PublishedVersion[] = []
  readonly conversations = new Map<string, ConversationState>()
  name: string
  description: string
  draft: DraftContent
  updatedAt = Date.now() / 1000
  /** Of apps without a graph. */
  modelConfig: Values | undefined

  constructor(app: { name: string; mode: string; description: string }, file: Values) {
    this.name = app.name
    this.mode = app.mode
    this.description = app.description
    this.draft = contentOf(recordOf(file['workflow']))
    this.modelConfig = this.hasGraph ? undefined : recordOf(file['model_config'])
  }

  get hasGraph(): boolean {
    return this.mode === 'workflow' || this.mode === 'advanced-chat'
  }

  /** Of graph and features only. */
  get hash(): string {
    const { graph, features } = this.draft
    return createHash('sha256').update(JSON.stringify({ graph, features })).digest('hex')
  }

  publish(marks: { marked_name: string; marked_comment: string }): PublishedVersion {
    const published: PublishedVersion = {
      id: randomUUID(),
      version: `${new Date().toISOString().replace('T', ' ').replace('Z', '')}${this.versions.length}`,
      created_at: Math.floor(Date.now() / 1000),
      content: structuredClone(this.draft),
      ...marks,
    }
    this.versions.push(published)
    return published
  }

  overwrite(file: Values): void {
    this.draft = contentOf(recordOf(file['workflow']))
    this.updatedAt = Date.now() / 1000
  }

  /** The app file of the draft or of a version. */
  toFile(content: DraftContent = this.draft, { includeSecret = true }: { includeSecret?: boolean } = {}): Values {
    const head = {
      kind: 'app',
      app: { name: this.name, mode: this.mode, description: this.description, icon: '🤖', icon_background: '#FFEAD5' },
    }
    if (!this.hasGraph) return { ...head, model_config: this.modelConfig }
    const environment_variables = content.environment_variables.map((variable) =>
      variable['value_type'] === 'secret' && !includeSecret ? { ...variable, value: '' } : variable,
    )
    return { ...head, workflow: { ...content, environment_variables } }
  }
}

function contentOf(workflow: Values): DraftContent {
  return {
    graph: recordOf(workflow['graph']),
    features: recordOf(workflow['features']),
    environment_variables: listOf(workflow['environment_variables']).map(recordOf),
    conversation_variables: listOf(workflow['conversation_variables']).map(recordOf),
  }
}
