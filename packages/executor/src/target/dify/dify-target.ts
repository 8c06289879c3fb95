/**
 * Runs workflows on a Dify server, as temporary apps that go with the target. From 1.8 on, all variants of a workflow share one
 * app, each as a published version that is run by its id; before, and for apps without a graph, each has an app of its own.
 */
import { createHash } from 'node:crypto'
import { type DifyConfig, retryPolicySchema } from '@autoopt/config'
import { canServer, carryOver, DifyClient, DifyResponseError, type Draft } from '@autoopt/dify-client'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import type { Deployment, TargetVariant, WorkflowTarget } from '../workflow-target.ts'
import { DeploymentLedger } from './deployment-ledger.ts'
import { DifyDeployment } from './dify-deployment.ts'
import { difyFailure } from './dify-failure.ts'
import { recoveredEvents } from './recovered-events.ts'
import { restoreSecrets } from './restore-secrets.ts'
import { secretsOf } from './secrets-of.ts'
import { makeTemporaryApp, type TemporaryApp, type TemporaryAppPorts } from './temporary-app.ts'

export interface DifyTargetOptions {
  readonly config: DifyConfig
  /** Folder of the ledger of what is put onto servers. */
  readonly ledgerFolder: string
  /** The app on the same server that the files come from: it has the secrets that exported files lack. */
  readonly sourceAppId?: string
  /** How long a run is waited for whose stream broke, in milliseconds. */
  readonly patienceMs?: number
}

export class DifyTarget implements WorkflowTarget {
  readonly name = 'dify'
  /** Values of the secret environment variables of what was put onto the server. They must not be written anywhere. */
  readonly secrets = new Set<string>()
  readonly #options: DifyTargetOptions
  readonly #client: DifyClient
  /** Makes each call once: who runs cases retries them, and slows down when the server is full. */
  readonly #services: DifyClient
  readonly #ports: TemporaryAppPorts
  /** Apps that several variants share, by what the variants have in common. */
  readonly #shared = new Map<string, Promise<TemporaryApp>>()
  readonly #apps = new Set<TemporaryApp>()
  /** One draft per app: versions are published one after the other. */
  #publishing: Promise<unknown> = Promise.resolve()
  #versions = 0

  constructor(options: DifyTargetOptions) {
    this.#options = options
    const { config, ledgerFolder, patienceMs } = options
    const patience = patienceMs === undefined ? {} : { patienceMs }
    this.#client = new DifyClient(config, patience)
    this.#services = new DifyClient(config, { ...patience, retry: retryPolicySchema.parse({ max_attempts: 1 }) })
    const ledger = new DeploymentLedger(ledgerFolder)
    this.#ports = { client: this.#client, ledger, baseUrl: config.base_url, format: { version: undefined } }
  }

  /** @throws what `parseDsl` throws for a file that is no app; `InfrastructureError` when the server does not take it. */
  async prepare(variant: TargetVariant, { signal }: { readonly signal?: AbortSignal }): Promise<Deployment> {
    const document = parseDsl(variant.dsl)
    try {
      const version = await this.#client.version(signal)
      const hasGraph = document.mode === 'workflow' || document.mode === 'advanced-chat'
      const isShared = hasGraph && canServer(version, 'runsVersions') === true
      return isShared
        ? await this.#deployVersion(variant, document, signal)
        : await this.#deployApp(variant, document, { hasGraph, ...(signal && { signal }) })
    } catch (error) {
      throw difyFailure(error, { mayHaveRun: false })
    }
  }

  /** Takes everything off the server. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const app of this.#apps) await app[Symbol.asyncDispose]()
    this.#apps.clear()
    this.#shared.clear()
  }

  async #deployApp(
    { dsl, workflowId }: TargetVariant,
    document: DslDocument,
    { hasGraph, signal }: { readonly hasGraph: boolean; readonly signal?: AbortSignal },
  ): Promise<Deployment> {
    const app = await this.#make(dsl, signal)
    if (hasGraph) await this.#client.console.workflows.publish(app.id, signal && { signal })
    return this.#deployment(app, { document, workflowId, versionId: undefined, close: async () => this.#drop(app) })
  }

  async #deployVersion(
    { dsl, workflowId }: TargetVariant,
    document: DslDocument,
    signal?: AbortSignal,
  ): Promise<Deployment> {
    const key = commonKey(workflowId, document)
    let making = this.#shared.get(key)
    if (making === undefined) {
      making = this.#make(dsl, signal)
      this.#shared.set(key, making)
      making.catch(() => this.#shared.delete(key))
    }
    const app = await making
    const published = this.#publishing.then(async () => this.#publishVersion(app.id, document, signal))
    this.#publishing = published.catch(() => {})
    // The app stays for the other variants and goes with the target.
    return this.#deployment(app, { document, workflowId, versionId: await published, close: async () => {} })
  }

  /** @returns the id of the version. */
  async #publishVersion(appId: string, document: DslDocument, signal?: AbortSignal): Promise<string> {
    const { workflows } = this.#client.console
    const draft = await workflows.draft(appId, signal)
    const graph = await this.#graphOf(document, { appId, kept: draft.graph, ...(signal && { signal }) })
    const features = (document.valueAt('/workflow/features') ?? {}) as typeof draft.features
    await workflows.syncDraft(appId, { ...draft, graph, features }, { hash: draft.hash, ...(signal && { signal }) })
    this.#versions += 1
    const markedName = `v${this.#versions}`
    await workflows.publish(appId, { markedName, ...(signal && { signal }) })
    for await (const { id, marked_name } of workflows.versions(appId, signal)) if (marked_name === markedName) return id
    throw new DifyResponseError(`Dify published ${markedName} and does not list it among the versions of the app.`)
  }

  /** Files name knowledge bases in a cipher; an import deciphers them, a draft takes them as they are. */
  async #graphOf(
    document: DslDocument,
    { appId, kept, signal }: { readonly appId: string; readonly kept: Draft['graph']; readonly signal?: AbortSignal },
  ): Promise<Draft['graph']> {
    const graph = document.valueAt('/workflow/graph') as Draft['graph']
    if (!document.graph?.nodes.some(({ type }) => type === 'knowledge-retrieval')) return graph
    const file = parseDsl(await this.#client.console.apps.export(appId, signal && { signal }))
    return carryOver(graph, { exported: file.valueAt('/workflow/graph'), kept }) as Draft['graph']
  }

  async #make(dsl: string, signal?: AbortSignal): Promise<TemporaryApp> {
    const { sourceAppId } = this.#options
    const complete = sourceAppId === undefined ? dsl : await restoreSecrets(dsl, { client: this.#client, sourceAppId })
    for (const secret of secretsOf(complete)) this.secrets.add(secret)
    const app = await makeTemporaryApp(complete, {
      ...this.#ports,
      services: this.#services,
      ...(signal && { signal }),
    })
    this.#apps.add(app)
    return app
  }

  async #drop(app: TemporaryApp): Promise<void> {
    await app[Symbol.asyncDispose]()
    this.#apps.delete(app)
  }

  #deployment(
    { id, service }: TemporaryApp,
    {
      document: { mode },
      ...rest
    }: { document: DslDocument; workflowId: string; versionId: string | undefined; close: () => Promise<void> },
  ): DifyDeployment {
    const { workflows } = this.#client.console
    const nodesOf = async (runId: string, signal: AbortSignal) =>
      recoveredEvents(await workflows.nodeExecutions(id, runId, signal), runId)
    return new DifyDeployment({ mode, service, nodesOf, ...rest })
  }
}

/** Variants share an app when they differ in nothing but what a version holds. */
function commonKey(workflowId: string, document: DslDocument): string {
  const variables = ['environment_variables', 'conversation_variables'].map((name) =>
    document.valueAt(`/workflow/${name}`),
  )
  const hash = createHash('sha256').update(JSON.stringify(variables)).digest('hex')
  return `${workflowId} ${document.mode} ${hash}`
}
