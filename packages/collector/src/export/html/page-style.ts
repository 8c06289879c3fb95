/** The style of the report; colours follow the reader's choice of light or dark. */
export const pageStyle = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404b); --back: light-dark(#eef0f4, #23272f); --bar: light-dark(#3b6fd4, #7aa5f5); --good: light-dark(#1a7f37, #57c26f); --bad: light-dark(#b42318, #f0857b); --odd: light-dark(#8a5a00, #e0b052); }
body { margin: 2rem auto; max-width: 75rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
figure { margin: 1rem 0; } figcaption { font-weight: 600; }
svg { width: 100%; max-width: 46rem; height: auto; font-size: 12px; }
svg text { fill: currentColor; } .back { fill: var(--back); } .bar { fill: var(--bar); } .whisker { stroke: currentColor; fill: none; stroke-width: 1.5; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--back); position: sticky; top: 0; white-space: nowrap; overflow-wrap: normal; }
.passed { color: var(--good); } .failed, .error { color: var(--bad); } .infra_error { color: var(--odd); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; max-height: 20rem; overflow-y: auto; background: var(--back); padding: .5rem; }
.filter { display: flex; gap: .5rem; margin: .5rem 0; flex-wrap: wrap; } input, select { font: inherit; padding: .2rem .4rem; }
`
