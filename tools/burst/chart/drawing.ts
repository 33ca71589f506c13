import { count } from '../duration.ts'
import { conditionsLine, type Summary } from '../summary.ts'
import { DEPTH_CHART_HEIGHT, depthChart } from './depth-chart.ts'
import { OUTCOME_BARS_HEIGHT, outcomeBars } from './outcome-bars.ts'
import { element, group, type Svg, text } from './svg.ts'
import { THEME } from './theme.ts'
import { waitingChart, waitingChartHeight } from './waiting-chart.ts'

const WIDTH = 960
const MARGIN = 36
const INNER = WIDTH - 2 * MARGIN
const HEADER_HEIGHT = 102
const PANEL_TITLE_HEIGHT = 26
const PANEL_GAP = 26

interface Panel {
  title: string
  height: number
  content: Svg
}

/** The whole experiment as one SVG document that needs nothing beside it. */
export function drawing(summary: Summary): Svg {
  let y = HEADER_HEIGHT
  const panels = panelsOf(summary).map(({ title, height, content }) => {
    const panel = group(
      'panel-box',
      MARGIN,
      y,
      text({ class: 'panel', x: 0, y: 0 }, title),
      group('content', 0, PANEL_TITLE_HEIGHT, content),
    )
    y += PANEL_TITLE_HEIGHT + height + PANEL_GAP
    return panel
  })
  const title = `${count(summary.burst.queue.uploads)} uploads at once, without a queue and with one`
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${y}`, width: WIDTH, role: 'img' },
    element('title', {}, title),
    element('style', {}, THEME),
    element('rect', { class: 'background', width: WIDTH, height: y }),
    text({ class: 'title', x: MARGIN, y: 40 }, title),
    text({ class: 'detail', x: MARGIN, y: 62 }, conditionsLine(summary)),
    ...panels,
  )
}

function panelsOf({ baseline, burst, drain, depth }: Summary): Panel[] {
  const rows = [
    { label: '10 a minute, synchronous', waits: baseline.synchronous.waits },
    { label: '10 a minute, queue', waits: baseline.queue.waits },
    { label: 'at once, synchronous', waits: burst.synchronous.waits },
    { label: 'at once, queue', waits: burst.queue.waits },
  ]
  return [
    {
      title: 'What became of the burst',
      height: OUTCOME_BARS_HEIGHT,
      content: outcomeBars(burst.synchronous, burst.queue, INNER),
    },
    {
      title: 'Messages in the queue, and the ideal (dashed): encoders that never wait',
      height: DEPTH_CHART_HEIGHT,
      content: depthChart(depth, drain, burst.queue.uploads, INNER),
    },
    {
      title: 'How long the encoded ones waited',
      height: waitingChartHeight(rows.length),
      content: waitingChart(rows, INNER),
    },
  ]
}
