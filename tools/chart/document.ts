import { element, group, type Svg, text } from './svg.ts'

const WIDTH = 960
const MARGIN = 36
const LINE_HEIGHT = 18
const HEADER_HEIGHT = 84
const PANEL_TITLE_HEIGHT = 26
const PANEL_GAP = 26

/** The width of a panel's content, in pixels. */
export const PANEL_WIDTH = WIDTH - 2 * MARGIN

/** One chart of a drawing, under its title. */
export interface Panel {
  title: string
  /** The height of the content, in pixels. */
  height: number
  content: Svg
}

export interface Drawing {
  title: string
  /** Lines under the title: the conditions of the measurement. */
  details: readonly string[]
  /** A style sheet, see {@link themed}. */
  theme: string
  panels: readonly Panel[]
}

/** A self-contained SVG document: a header, and panels one below another. */
export function svgDocument({ title, details, theme, panels }: Drawing): Svg {
  let y = HEADER_HEIGHT + LINE_HEIGHT * details.length
  const drawn = panels.map(panel => {
    const box = group(
      'panel-box',
      MARGIN,
      y,
      text({ class: 'panel', x: 0, y: 0 }, panel.title),
      group('content', 0, PANEL_TITLE_HEIGHT, panel.content),
    )
    y += PANEL_TITLE_HEIGHT + panel.height + PANEL_GAP
    return box
  })
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${WIDTH} ${y}`, width: WIDTH, role: 'img' },
    element('title', {}, title),
    element('style', {}, theme),
    element('rect', { class: 'background', width: WIDTH, height: y }),
    text({ class: 'title', x: MARGIN, y: 40 }, title),
    ...details.map((detail, line) =>
      text({ class: 'detail', x: MARGIN, y: 62 + line * LINE_HEIGHT }, detail),
    ),
    ...drawn,
  )
}
