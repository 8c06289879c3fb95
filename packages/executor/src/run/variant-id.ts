/** The id of the variant that is the app file as it is. */
export const baselineId = 'baseline'
