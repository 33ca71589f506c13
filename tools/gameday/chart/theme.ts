import { themed } from '../../chart/theme.ts'

export const THEME = themed(
  {
    placed: ['#6b6a65', '#a9a79f'],
    shipped: ['#2a78d6', '#3987e5'],
    mailed: ['#2e8b57', '#4fb37c'],
    waiting: ['#c98500', '#c98500'],
    flight: ['#2a78d6', '#3987e5'],
    outage: ['#d03b3b', '#e66767'],
  },
  `
  polyline, .mark { fill: none; stroke-width: 2; }
  .placed { stroke: var(--placed); stroke-dasharray: 2 3; }
  .shipped { stroke: var(--shipped); }
  .mailed { stroke: var(--mailed); }
  .waiting { stroke: var(--waiting); }
  .flight { stroke: var(--flight); stroke-width: 1.5; }
  .area { fill: var(--waiting); opacity: 0.18; }
  .outage { fill: var(--outage); opacity: 0.1; }
  .outage-name { fill: var(--outage); font-weight: 600; }
  .mark { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 6 4; }
`,
)
