/**
 * What a test looks for: that the candidate is better than the baseline (`greater`), that it is worse (`less`), or that it is
 * either (`two-sided`).
 */
export type Alternative = 'greater' | 'less' | 'two-sided'
