import { type Hop, waitedMs, workedMs } from '../../clients/trail.ts'
import { duration } from '../../terminal/duration.ts'
import { inRows } from '../hop-rows.ts'
import { type Markup, markup } from './markup.ts'
import type { Span, TimeAxis } from './time-axis.ts'

/** A row a hop, or one for all of a kind where there are many: how long each waited and worked, on one axis of time. */
export function waterfall(hops: readonly Hop[], axis: TimeAxis): Markup {
  return markup`<table>
<thead><tr><th scope="col">function</th><th scope="col">message</th><th scope="col" class="times">${ticks(axis)}</th>
<th scope="col" class="number">waited</th><th scope="col" class="number">worked</th><th scope="col">outcome</th></tr></thead>
<tbody>
${inRows(hops).map(row => hopRow(row, axis))}
</tbody>
</table>
<p class="key"><span class="wait"></span>waiting <span class="work"></span>working <span class="open"></span>not done</p>`
}

/** @param kind @param from @param to in ms since the epoch */
export function bar(kind: 'wait' | 'work' | 'open', { left, width }: Span): Markup {
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
  const { service, event = '' } = hops[0] as Hop
  const times = (field: 'sentAt' | 'receivedAt' | 'doneAt') => hops.map(hop => Date.parse(hop[field]))
  const received = Math.min(...times('receivedAt'))
  const waiting = axis.span(Math.min(...times('sentAt')), received)
  const working = axis.span(received, Math.max(...times('doneAt')))
  return markup`<tr class="hop"><th scope="row">${service}</th><td>${event}</td>
<td class="times"><div class="track">${bar('wait', waiting)}${bar('work', working)}</div></td>
<td class="number">${range(hops.map(waitedMs))}</td><td class="number">${range(hops.map(workedMs))}</td>
<td>${outcome(hops)}</td></tr>`
}

function outcome(hops: readonly Hop[]): Markup {
  const { outcome, reason, receiveCount, waitsFor } = hops.at(-1) as Hop
  const many = hops.length > 1 ? ` × ${hops.length}` : ''
  const attempt = hops.length === 1 && receiveCount > 1 ? `, receive ${receiveCount}` : ''
  if (outcome === 'done') return markup`✓ done${many}${attempt}`
  const why = `${waitsFor ? `waits for ${waitsFor}: ` : ''}${reason ?? 'no reason was logged'}`
  return markup`<strong class="bad">✗ ${outcome}${many}${attempt}</strong><p class="reason">${why}</p>`
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return least === most ? duration(least) : `${duration(least)} – ${duration(most)}`
}
