/** Properties draw the same in every run, so that a red test is about what was changed. AUTOOPT_LONG=1 draws anew. */
import fc from 'fast-check'

if (process.env['AUTOOPT_LONG'] === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 })
