import type { Trace } from '../find-trace.ts'
import { type Markup, markup } from './markup.ts'
import { STYLE } from './style.ts'
import { TimeAxis } from './time-axis.ts'
import { waterfall } from './waterfall.ts'

/**
 * A page of its own about one trace: it needs no script and nothing beside it, and allows neither.
 *
 * @param trace with a hop at least
 */
export function tracePage(trace: Trace, now: Date): string {
  const { correlationId, hops, open, filtered } = trace
  const axis = new TimeAxis(hops, open)
  const isInferred = open.some(({ inferred }) => inferred)
  const policy = "default-src 'none'; style-src 'unsafe-inline'"
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Trace of ${correlationId}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Trace of <code>${correlationId}</code></h1>
<p>${summary(trace)} From ${new Date(axis.start).toISOString()}; read at ${now.toISOString()}.</p>
${waterfall(trace, axis, now)}
${filtered.map(service => markup`<p>${service} has not got it: its filter looks at the content.</p>`)}
${isInferred ? markup`<p>* inferred from the trail: SQS does not show what is in a queue.</p>` : markup``}
</body>
</html>
`.html
}

function summary({ open }: Trace): Markup {
  if (open.length === 0) return markup`✓ Complete: all that was sent has arrived.`
  return markup`<strong class="bad">✗ ${open.length} not done.</strong>`
}
