/** An element of an SVG document, as text. */
export type Svg = string

type Attributes = Readonly<Record<string, string | number>>

/** Rounds numbers to a tenth of a pixel. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly Svg[]): Svg {
  const listed = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`)
    .join('')
  return content.length === 0 ? `<${name}${listed}/>` : `<${name}${listed}>${content.join('')}</${name}>`
}

export function text(attributes: Attributes, content: string): Svg {
  return element('text', attributes, escaped(content))
}

/** A group with a class, moved to a position. */
export function group(className: string, x: number, y: number, ...content: readonly Svg[]): Svg {
  return element('g', { class: className, transform: `translate(${rounded(x)} ${rounded(y)})` }, ...content)
}

export function points(coordinates: readonly (readonly [x: number, y: number])[]): string {
  return coordinates.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(' ')
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
