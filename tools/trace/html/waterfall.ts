import { type Hop, waitedMs, workedMs } from '../../clients/trail.ts'
import { duration } from '../../terminal/duration.ts'
import type { Trace } from '../find-trace.ts'
import { inRows } from '../hop-rows.ts'
import type { Whereabouts } from '../whereabouts.ts'
import { type Markup, markup } from './markup.ts'
import type { Span, TimeAxis } from './time-axis.ts'

/**
 * A row a hop, or one for all of a kind where there are many: how long each waited and worked, on one axis of time. Below
 * them, on the same axis, what is not done.
 */
export function waterfall({ hops, open }: Trace, axis: TimeAxis, now: Date): Markup {
  return markup`<table>
<thead><tr><th scope="col">function</th><th scope="col">message</th><th scope="col" class="times">${ticks(axis)}</th>
<th scope="col" class="number">waited</th><th scope="col" class="number">worked</th><th scope="col">outcome</th></tr></thead>
${inRows(hops).map(row => hopRow(row, axis))}
${open.map(each => openRow(each, axis, now))}
</table>
<p class="key"><span class="wait"></span>waiting <span class="work"></span>working <span class="open"></span>not done</p>`
}

/** What a row shows. */
interface Row {
  readonly kind: 'hop' | 'missing'
  readonly service: string
  readonly message: string
  readonly bars: readonly Markup[]
  readonly waited: string
  readonly worked: string
  readonly outcome: Markup
  readonly reasons: readonly string[]
}

function tableRow({ kind, service, message, bars, waited, worked, outcome, reasons }: Row): Markup {
  const why = reasons.map(reason => markup`<p class="reason">${reason}</p>`)
  return markup`<tbody class="${kind}"><tr><th scope="row">${service}</th><td>${message}</td>
<td class="times"><div class="track">${bars}</div></td>
<td class="number">${waited}</td><td class="number">${worked}</td><td>${outcome}</td></tr>
${why.length > 0 ? markup`<tr class="why"><td colspan="6">${why}</td></tr>` : markup``}</tbody>`
}

function bar(kind: 'wait' | 'work' | 'open', { left, width }: Span): Markup {
  return markup`<span class="${kind}" style="left:${left}%;width:${width}%"></span>`
}

function ticks(axis: TimeAxis): Markup {
  const labels = axis
    .ticks()
    .map(({ left, ms }) => markup`<span style="left:${left}%">+${duration(ms)}</span>`)
  return markup`<div class="track axis">${labels}</div>`
}

/** @param hops of one kind */
function hopRow(hops: readonly Hop[], axis: TimeAxis): Markup {
  const { service, event = '', outcome, reason, waitsFor } = hops.at(-1) as Hop
  const times = (field: 'sentAt' | 'receivedAt' | 'doneAt') => hops.map(hop => Date.parse(hop[field]))
  const received = Math.min(...times('receivedAt'))
  const waiting = axis.span(Math.min(...times('sentAt')), received)
  const working = axis.span(received, Math.max(...times('doneAt')))
  const why = `${waitsFor ? `waits for ${waitsFor}: ` : ''}${reason ?? 'no reason was logged'}`
  return tableRow({
    kind: 'hop',
    service,
    message: event,
    bars: [bar('wait', waiting), bar('work', working)],
    waited: range(hops.map(waitedMs)),
    worked: range(hops.map(workedMs)),
    outcome: outcomeOf(hops),
    reasons: outcome === 'done' ? [] : [why],
  })
}

/** @param hops of one kind */
function outcomeOf(hops: readonly Hop[]): Markup {
  const { outcome, receiveCount } = hops.at(-1) as Hop
  const many = hops.length > 1 ? ` × ${hops.length}` : ''
  const attempt = hops.length === 1 && receiveCount > 1 ? `, receive ${receiveCount}` : ''
  if (outcome === 'done') return markup`✓ done${many}${attempt}`
  return markup`<strong class="bad">✗ ${outcome}${many}${attempt}</strong>`
}

function openRow(
  { service, event, count, state, place, since, because, inferred }: Whereabouts,
  axis: TimeAxis,
  now: Date,
): Markup {
  return tableRow({
    kind: 'missing',
    service: service ?? 'nobody',
    message: `${event}${count > 1 ? ` × ${count}` : ''}`,
    bars: [bar('open', axis.span(Date.parse(since)))],
    waited: duration(Math.max(0, now.getTime() - Date.parse(since))),
    worked: '',
    outcome: markup`<strong class="bad">… ${state}</strong>`,
    reasons: [`in ${place}${inferred ? ' *' : ''}`, ...because],
  })
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? duration(least) : `${duration(least)} – ${duration(most)}`
}
