import { themed } from '../chart/theme.ts'
import type { Kind } from './graph.ts'

export const KINDS: readonly Kind[] = [
  'function',
  'queue',
  'topic',
  'stream',
  'delivery',
  'bucket',
  'table',
  'mail',
]

export const THEME = themed(
  {
    lane: ['#f1f0ec', '#242422'],
    line: ['#8a8880', '#8f8d85'],
    failure: ['#c02f2f', '#f08080'],
    reference: ['#1f63b8', '#7fb3f5'],
    function: ['#c96a00', '#e8923a'],
    queue: ['#c2307a', '#e8649f'],
    topic: ['#7a3fc4', '#a97be8'],
    stream: ['#0a7f8c', '#35b3c0'],
    delivery: ['#0a7f8c', '#35b3c0'],
    bucket: ['#2f8a3a', '#5cbd68'],
    table: ['#2a62c9', '#6c9df0'],
    mail: ['#8a6d1f', '#cdb04f'],
  },
  `
  .lane { fill: var(--lane); }
  .frame { fill: var(--surface); stroke-width: 1.2; }
  .name { font-size: 12px; font-weight: 600; }
  .kind, .route, .failure, .reference { font-size: 10.5px; }
  .kind { fill: var(--muted); } .failure { fill: var(--failure); } .reference { fill: var(--reference); }
  .line { fill: none; stroke: var(--line); stroke-width: 1.4; } .arrow { fill: var(--line); }
${KINDS.map(kind => `  .${kind} .frame { stroke: var(--${kind}); } .${kind} .bar { fill: var(--${kind}); }`).join('\n')}
`,
)
