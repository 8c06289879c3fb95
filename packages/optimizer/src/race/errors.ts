import { CodedError } from '@autoopt/config'

/** Any failure of a campaign that is no verdict. Each subclass has one fixed code of the form `AREA-KIND-NNN`. */
export abstract class CampaignError extends CodedError {
  static override readonly mark = Symbol.for('@autoopt/optimizer/CampaignError')
}

/** Thrown when so many runs failed for reasons outside the workflow that what is left is no fair sample. */
export class TooManyMissingError extends CampaignError {
  static override readonly code = 'OPT-EVALUATE-001'
  override readonly name = 'TooManyMissingError'
  readonly code = TooManyMissingError.code

  constructor(context: { readonly missing: number; readonly runs: number; readonly example: string | undefined }) {
    const { missing, runs, example } = context
    const such = example === undefined ? '' : `, such as: ${example}`
    super(
      `${missing} of ${runs} runs have no result through no fault of the workflow${such}. More than a fifth is too many to compare variants; see to the endpoint, then resume`,
      context,
    )
  }
}

/** Thrown when an `Evaluate` yields a result that it was not asked for. */
export class UnexpectedResultError extends CampaignError {
  static override readonly code = 'OPT-EVALUATE-002'
  override readonly name = 'UnexpectedResultError'
  readonly code = UnexpectedResultError.code

  constructor(context: { readonly variantId: string; readonly caseId: string; readonly repeat: number }) {
    const { variantId, caseId, repeat } = context
    super(
      `Evaluate yielded a result of variant ${variantId}, case ${caseId}, repeat ${repeat}, which was not asked for; it must name the variant, case and repeat that it was given`,
      context,
    )
  }
}

/** Thrown when a confirmation is to use draws that the search has seen: they cannot prove what was chosen by them. */
export class UsedDrawsError extends CampaignError {
  static override readonly code = 'OPT-CONFIRM-001'
  override readonly name = 'UsedDrawsError'
  readonly code = UsedDrawsError.code

  constructor(context: { readonly repeat: number; readonly variantId: string; readonly caseId: string }) {
    const { repeat, variantId, caseId } = context
    super(
      `Repeat ${repeat} of case ${caseId} with variant ${variantId} was drawn in the search and cannot confirm anything; use indices from nextRepeat on`,
      context,
    )
  }
}
