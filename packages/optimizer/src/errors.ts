import { CodedError } from '@autoopt/config'

/** Thrown when a prompt has no such version. */
export class VersionNotFoundError extends CodedError {
  static override readonly code = 'OPT-VERSION-001'
  override readonly name = 'VersionNotFoundError'
  readonly code = VersionNotFoundError.code
}

/** Thrown when the markers that lock a part of a prompt do not come in pairs. */
export class LockMarkerError extends CodedError {
  static override readonly code = 'OPT-LOCK-001'
  override readonly name = 'LockMarkerError'
  readonly code = LockMarkerError.code

  constructor(context: { readonly promptId: string; readonly offset: number; readonly marker: string }) {
    const { promptId, offset, marker } = context
    super(
      `The lock marker ${JSON.stringify(marker)} at offset ${offset} of prompt ${JSON.stringify(promptId)} has no partner, so nobody knows what is locked; write <!-- lock --> before and <!-- /lock --> behind the part that must stay, one pair after the other`,
      context,
    )
  }
}

/** Thrown when a lock names neither a prompt nor a text that any prompt holds: then it would protect nothing. */
export class UnknownLockError extends CodedError {
  static override readonly code = 'OPT-LOCK-002'
  override readonly name = 'UnknownLockError'
  readonly code = UnknownLockError.code

  constructor(context: { readonly lock: string; readonly promptIds: readonly string[] }) {
    super(
      `${JSON.stringify(context.lock)} is to be locked, but no prompt has this id and none holds this text; copy the text exactly as it stands in the prompt, or take one of the ids ${context.promptIds.map((id) => JSON.stringify(id)).join(', ')}`,
      context,
    )
  }
}

/** Thrown when rewriting by rule is asked for a strategy that needs a model or cases. */
export class ModelStrategyError extends CodedError {
  static override readonly code = 'OPT-STRATEGY-001'
  override readonly name = 'ModelStrategyError'
  readonly code = ModelStrategyError.code

  constructor(context: { readonly strategies: readonly string[] }) {
    const { strategies } = context
    super(
      `${strategies.join(', ')} cannot be done by rule: run a campaign with a reflection model, or choose auto, clarity_focus, efficiency_focus or structure_focus`,
      context,
    )
  }
}
