import { themed } from '../../chart/theme.ts'

export const THEME = themed(
  {
    encoded: ['#2a78d6', '#3987e5'],
    failed: ['#d03b3b', '#e66767'],
    kept: ['#c98500', '#c98500'],
    lost: ['#0b0b0b', '#f4f3f0'],
  },
  `
  .encoded { fill: var(--encoded); } .failed { fill: var(--failed); }
  .kept { fill: var(--kept); } .lost { fill: var(--lost); }
  .area { fill: var(--encoded); opacity: 0.18; }
  .series { fill: none; stroke: var(--encoded); stroke-width: 2; }
  .ideal { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
  .range { stroke: var(--encoded); stroke-width: 2; }
  circle { fill: var(--encoded); stroke: var(--surface); stroke-width: 2; }
`,
)
