import { bold, fitted, oneLine, red } from '../../terminal/terminal.ts'
import type { DrawnWidget } from './draw-widget.ts'

/** The widgets one below the other: a terminal is narrower than the console. */
export function dashboardLines(widgets: readonly DrawnWidget[]): string[] {
  if (widgets.length === 0) return ['The dashboard has no widgets.']
  return widgets.flatMap(({ title, lines, problem }) => [
    ...(title === '' ? [] : [bold(fitted(oneLine(title)))]),
    ...lines.map(line => fitted(oneLine(line))).map(line => (problem === undefined ? line : red(line))),
    '',
  ])
}
