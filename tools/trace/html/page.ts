import { duration } from '../../terminal/duration.ts'
import type { Trace } from '../find-trace.ts'
import type { Whereabouts } from '../whereabouts.ts'
import { type Markup, markup } from './markup.ts'
import { STYLE } from './style.ts'
import { TimeAxis } from './time-axis.ts'
import { bar, waterfall } from './waterfall.ts'

/**
 * A page of its own about one trace: it needs no script and nothing beside it, and allows neither.
 *
 * @param trace with a hop at least
 */
export function tracePage(trace: Trace, now: Date): string {
  const { correlationId, hops, open, filtered } = trace
  const axis = new TimeAxis(hops, open)
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
${waterfall(hops, axis)}
${filtered.map(service => markup`<p>${service} has not got it: its filter looks at the content.</p>`)}
${open.length > 0 ? notDone(open, axis, now) : markup``}
</body>
</html>
`.html
}

function summary({ open }: Trace): Markup {
  if (open.length === 0) return markup`✓ Complete: all that was sent has arrived.`
  return markup`<strong class="bad">✗ ${open.length} not done.</strong>`
}

function notDone(open: readonly Whereabouts[], axis: TimeAxis, now: Date): Markup {
  const inferred = open.some(each => each.inferred)
    ? markup`<p>* inferred from the trail: SQS does not show what is in a queue.</p>`
    : markup``
  return markup`<h2>Not done</h2>
<table>
<thead><tr><th scope="col">function</th><th scope="col">message</th><th scope="col" class="times">since</th>
<th scope="col">where, and why</th></tr></thead>
<tbody>
${open.map(each => openRow(each, axis, now))}
</tbody>
</table>
${inferred}`
}

function openRow(
  { service, event, count, state, place, since, because, inferred }: Whereabouts,
  axis: TimeAxis,
  now: Date,
): Markup {
  const age = duration(Math.max(0, now.getTime() - Date.parse(since)))
  const many = count > 1 ? ` × ${count}` : ''
  return markup`<tr class="missing"><th scope="row">${service ?? 'nobody'}</th><td>${event}${many}</td>
<td class="times"><div class="track">${bar('open', axis.span(Date.parse(since)))}</div></td>
<td><strong class="bad">${state} for ${age}</strong> in ${place}${inferred ? ' *' : ''}
${because.map(reason => markup`<p class="reason">${reason}</p>`)}</td></tr>`
}
