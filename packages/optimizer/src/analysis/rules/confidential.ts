import type { Rule } from '../rule.ts'

/** A key, token or password in the text of a prompt. */
export const secret: Rule = {
  name: 'secret',
  dimension: 'robustness',
  evidence: 'A',
  reason: 'It is sent to the model with every run, kept in logs, and leaves with every exported file.',
  maxCost: 0,
  check(view) {
    return view.secrets
      .filter(({ kind }) => kind === 'secret')
      .map(({ what, start, end }) => ({
        severity: 'error',
        message: `The prompt holds ${what}.`,
        fix: 'Revoke it, and use an environment variable of the type secret in the node that needs it.',
        span: { start, end },
        cost: 0,
      }))
  },
}

/** A number that identifies a person. */
export const personalData: Rule = {
  name: 'personal-data',
  dimension: 'robustness',
  evidence: 'A',
  reason: 'It is sent to the model with every run, and leaves with every exported file.',
  maxCost: 0,
  check(view) {
    return view.secrets
      .filter(({ kind }) => kind === 'personal')
      .map(({ what, start, end }) => ({
        severity: 'warning',
        message: `The prompt holds ${what}.`,
        fix: 'Replace it with an invented one that fails its check digit.',
        span: { start, end },
        cost: 0,
      }))
  },
}
