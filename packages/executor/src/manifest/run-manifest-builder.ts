import { createHash } from 'node:crypto'
import { type PortNeed, portNeeds } from '@autoopt/collector'
import {
  type EnvConfig,
  envConfigSchema,
  type ExecutionOverrides,
  type ExecutionPolicy,
  type ModelRoles,
  type PromptVariant,
  resolveExecutionPolicy,
  type RunManifest,
  type TestPlan,
  type WorkflowCatalog,
  type WorkflowPlan,
} from '@autoopt/config'
import { type DslDocument, parseDsl } from '@autoopt/dsl'
import { caseHash } from '../cases/case-hash.ts'
import { contentHash } from '../cases/content-hash.ts'
import { PlanError } from '../errors.ts'
import { type PatchedVariant, PromptPatchEngine } from '../prompt-patch-engine.ts'
import { baselineId } from '../run/variant-id.ts'
import { isInShare } from './is-in-share.ts'
import { ownVersion } from './own-version.ts'
import { type CaseChoice, planCases } from './plan-cases.ts'
import type { CaseSource, PlannedRun } from './planned-run.ts'
import { readAppFile } from './read-app-file.ts'

/** Where the files of a plan lie. */
export interface RunManifestBuilderOptions {
  /** The folder of the plan: paths of cases, uploads and templates are relative to it. */
  readonly planFolder: string
  /** The folder that `dsl_path` of the catalog is relative to. Default: that of the plan. */
  readonly dslFolder?: string
  /** The day of `{{date}}` in cases. For a run that is resumed: when it was begun. Default: now. */
  readonly now?: Date
  /** Versions of packages that take part, by name; that of this one is added. */
  readonly packageVersions?: Readonly<Record<string, string>>
}

export interface PlanParts {
  /** Default: an empty one. */
  readonly env?: EnvConfig
  readonly catalog: WorkflowCatalog
  readonly plan: TestPlan
}

/** What of a plan to run; what is absent chooses all. */
export interface BuildOptions extends CaseChoice {
  /** Ids of the catalog. */
  readonly workflows?: readonly string[]
  /** Ids of variants, `baseline` among them. */
  readonly variants?: readonly string[]
  /** Outranks plan and env_config. */
  readonly execution?: ExecutionOverrides
  /** Outranks plan and env_config. */
  readonly modelRoles?: ModelRoles
}

/** Makes everything that decides what a run does out of a plan: one manifest for each workflow and variant. */
export class RunManifestBuilder {
  readonly #options: Required<RunManifestBuilderOptions>

  constructor({
    planFolder,
    dslFolder = planFolder,
    now = new Date(),
    packageVersions = {},
  }: RunManifestBuilderOptions) {
    this.#options = { planFolder, dslFolder, now, packageVersions }
  }

  /**
   * Reads the app files, applies the variants, and reads all cases once to count and hash them.
   *
   * @throws {@link PlanError} when the plan names what is not there, or leaves nothing to run; {@link VariantError} when a variant
   *   cannot be applied; `CaseError` when a dataset gives no cases; what `parseDsl` throws.
   */
  async build(
    { env = envConfigSchema.parse({}), catalog, plan }: PlanParts,
    options: BuildOptions = {},
  ): Promise<PlannedRun[]> {
    const execution = resolveExecutionPolicy(env.execution, plan.execution, options.execution ?? {})
    const modelRoles = { ...env.model_roles, ...plan.model_roles, ...options.modelRoles }
    const runs: PlannedRun[] = []
    for (const workflow of chosenWorkflows(plan, options.workflows)) {
      const entry = catalog.workflows.find(({ id }) => id === workflow.catalog_id)
      if (entry === undefined)
        throw new PlanError(`The catalog has no workflow "${workflow.catalog_id}".`, { workflow })
      const { path, text, sha256 } = await readAppFile(entry.dsl_path, this.#options.dslFolder)
      const document = parseDsl(text, { workflowId: entry.id })
      const cases = planCases(plan, workflow, { ...this.#options, seed: execution.seed, choice: options })
      const facts = { id: entry.id, label: entry.label, dsl_path: path, dsl_sha256: sha256 }
      const common = { plan, workflow, facts, document, execution, modelRoles, cases }
      runs.push(...(await this.#runsOf(common, chosenVariants(workflow, options.variants))))
    }
    if (runs.length === 0)
      throw new PlanError('The plan leaves nothing to run; check enabled, --workflow and --variant.', {})
    return runs
  }

  async #runsOf(common: WorkflowParts, variants: readonly (PromptVariant | null)[]): Promise<PlannedRun[]> {
    const heaviest = Math.max(...variants.map((variant) => variant?.weight ?? 0))
    const { execution, cases } = common
    const shares = variants.map((variant) => (variant === null ? 1 : variant.weight / heaviest))
    const { counts, sha256, needs } = await measureCases(cases, shares, execution.seed)
    return variants.map((variant, index) => {
      const share = { case_share: shares[index] ?? 1, case_count: counts[index] ?? 0, cases_sha256: sha256 }
      return { ...this.#runOf(common, variant, share), needs }
    })
  }

  #runOf(common: WorkflowParts, variant: PromptVariant | null, share: CaseShare): Omit<PlannedRun, 'needs'> {
    const { plan, workflow, facts, document, execution, modelRoles, cases } = common
    const patched = variant === null ? undefined : this.#apply(document, variant, workflow.prompt_optimization)
    const dsl = patched?.text ?? document.source
    const content = {
      plan_id: plan.meta.plan_id,
      workflow: facts,
      variant_id: variant?.variant_id ?? baselineId,
      variant,
      variant_sha256: variant === null ? null : contentHash(variant),
      patched_sha256: sha256Of(dsl),
      fell_back: [...(patched?.fell_back ?? [])],
      priority: workflow.weight,
      dataset_ids: [...workflow.dataset_refs],
      ...share,
      target: plan.target,
      model_roles: modelRoles,
    }
    const { repeat, seed } = execution
    const digits = contentHash({ ...content, repeat, seed }).slice(0, 8)
    const manifest: RunManifest = {
      manifest_id: `${facts.id}/${content.variant_id}@${digits}`,
      created_at: this.#options.now.toISOString(),
      ...content,
      execution,
      package_versions: { ...this.#options.packageVersions, '@autoopt/executor': ownVersion() },
    }
    return { manifest, dsl, cases }
  }

  #apply(document: DslDocument, variant: PromptVariant, variants: readonly PromptVariant[]): PatchedVariant {
    const engine = new PromptPatchEngine({ baseDir: this.#options.planFolder })
    return engine.applyVariant(document, variant.variant_id, variants)
  }
}

interface WorkflowParts {
  readonly plan: TestPlan
  readonly workflow: WorkflowPlan
  readonly facts: RunManifest['workflow']
  readonly document: DslDocument
  readonly execution: ExecutionPolicy
  readonly modelRoles: ModelRoles
  readonly cases: CaseSource
}

type CaseShare = Pick<RunManifest, 'case_share' | 'case_count' | 'cases_sha256'>

function chosenWorkflows(plan: TestPlan, wanted: readonly string[] | undefined): WorkflowPlan[] {
  const known = plan.workflows.map(({ catalog_id }) => catalog_id)
  const unknown = wanted?.find((id) => !known.includes(id))
  if (unknown !== undefined)
    throw new PlanError(`The plan has no workflow "${unknown}". It has ${known.join(', ')}.`, { workflow: unknown })
  return plan.workflows.filter(({ catalog_id, enabled }) => wanted?.includes(catalog_id) ?? enabled)
}

/** `null` is the app file as it is. */
function chosenVariants(workflow: WorkflowPlan, wanted: readonly string[] | undefined): (PromptVariant | null)[] {
  const { prompt_optimization: variants, include_baseline, catalog_id } = workflow
  const known = [baselineId, ...variants.map(({ variant_id }) => variant_id)]
  const unknown = wanted?.find((id) => !known.includes(id))
  if (unknown !== undefined)
    throw new PlanError(`Workflow "${catalog_id}" has no variant "${unknown}". It has ${known.join(', ')}.`, {
      workflow: catalog_id,
      variant: unknown,
    })
  const hasBaseline = wanted?.includes(baselineId) ?? include_baseline
  return [...(hasBaseline ? [null] : []), ...variants.filter(({ variant_id }) => wanted?.includes(variant_id) ?? true)]
}

interface CaseFacts {
  readonly counts: readonly number[]
  readonly sha256: string
  readonly needs: readonly PortNeed[]
}

/** How many cases fall into each share, a hash of all of them in their order, and what their assertions need. */
async function measureCases(cases: CaseSource, shares: readonly number[], seed: number): Promise<CaseFacts> {
  const counts = shares.map(() => 0)
  const sum = createHash('sha256')
  const needs = new Map<string, PortNeed>()
  for await (const testCase of cases.read()) {
    sum.update(caseHash(testCase))
    for (const need of portNeeds(testCase)) {
      const key = `${need.port} ${need.model ?? ''}`
      if (!needs.has(key)) needs.set(key, need)
    }
    for (const [index, share] of shares.entries())
      if (isInShare(testCase.case_id, { share, seed })) counts[index] = (counts[index] ?? 0) + 1
  }
  return { counts, sha256: sum.digest('hex'), needs: [...needs.values()] }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
