/** A colour for a light and for a dark background. */
export type Colour = readonly [light: string, dark: string]

const COMMON: Readonly<Record<string, Colour>> = {
  surface: ['#fcfcfb', '#1a1a19'],
  ink: ['#0b0b0b', '#f4f3f0'],
  muted: ['#5d5c58', '#b4b2aa'],
  grid: ['#e3e2de', '#383835'],
}

/**
 * The style sheet of a drawing, light or dark according to the viewer's setting.
 *
 * @param colours the drawing's colours by name, for `var(--name)` in its rules
 * @param rules what the drawing adds to text, background and grid
 */
export function themed(colours: Readonly<Record<string, Colour>>, rules: string): string {
  const all = Object.entries({ ...COMMON, ...colours })
  const variables = (mode: 0 | 1) => all.map(([name, colour]) => `--${name}: ${colour[mode]};`).join(' ')
  return `
  svg { ${variables(0)} }
  @media (prefers-color-scheme: dark) {
    svg { ${variables(1)} }
  }
  text { font: 13px system-ui, sans-serif; fill: var(--ink); }
  .title { font-size: 20px; font-weight: 600; }
  .panel { font-size: 15px; font-weight: 600; }
  .detail, .axis, .tick { font-size: 12px; fill: var(--muted); }
  .tick { font-variant-numeric: tabular-nums; }
  .background { fill: var(--surface); }
  .grid { stroke: var(--grid); }${rules}`
}
