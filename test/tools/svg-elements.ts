import { XMLParser } from 'fast-xml-parser'

/** An element of the drawing; children by name, each a list. */
export type Element = { [name: string]: Element[] | string | undefined; '#text'?: string }

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  alwaysCreateTextNode: true,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/** Every element below `within` of that name and, if it is given, class. */
export function all(within: Element, name: string, className?: string): Element[] {
  return Object.entries(within).flatMap(([key, children]) =>
    Array.isArray(children)
      ? children.flatMap(child => {
          const classes = String(child['@class'] ?? '').split(' ')
          const fits = key === name && (className === undefined || classes.includes(className))
          return [...(fits ? [child] : []), ...all(child, name, className)]
        })
      : [],
  )
}

export function one(within: Element, name: string, className: string): Element {
  const [found, ...more] = all(within, name, className)
  if (!found || more.length > 0)
    throw new Error(`There are ${more.length + (found ? 1 : 0)} of ${className}.`)
  return found
}

export const number = (element: Element, attribute: string) => Number(element[`@${attribute}`])
export const texts = (within: Element, className?: string) =>
  all(within, 'text', className).map(element => element['#text'] ?? '')

export function parsed(document: string): Element {
  return parser.parse(document) as Element
}
