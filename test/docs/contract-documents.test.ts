import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { documents } from '../../lambda/contracts/documents/documents.ts'

const made = JSON.parse(JSON.stringify(documents())) as Record<string, unknown>

test.each(Object.keys(made))('docs/%s says what the contracts say', name => {
  const path = join(import.meta.dirname, '../../docs', name)
  const { committed, remedy } = {
    committed: JSON.parse(readFileSync(path, 'utf8')),
    remedy: 'npm run schemas -- --documents docs',
  }
  expect({ remedy, document: committed }).toEqual({ remedy, document: made[name] })
})

test.each(Object.entries(made))('%s refers to what it has', (_, document) => {
  const missing = references(document).filter(pointer => resolved(document, pointer) === undefined)
  expect(missing).toEqual([])
})

test.each(Object.entries(made).filter(([name]) => name.startsWith('openapi/')))(
  '%s declares the parameters of its paths, and names its operations apart',
  (_, document) => {
    const { paths } = document as { paths: Record<string, Record<string, Operation>> }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map(operation => ({ path, ...operation })),
    )
    for (const { path, parameters } of operations) {
      const declared = parameters.flatMap(one => (one.in === 'path' ? `{${one.name}}` : []))
      expect(declared).toEqual(path.match(/\{\w+\}/g) ?? [])
    }
    const ids = operations.map(({ operationId }) => operationId)
    expect(ids).toEqual([...new Set(ids)])
  },
)

interface Operation {
  operationId: string
  parameters: { in?: string; name?: string }[]
}

/** All `$ref`s within a document. */
function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { $ref } = value as { $ref?: unknown }
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(value).flatMap(references)]
}

/** @param pointer a JSON Pointer as a URI fragment */
function resolved(document: unknown, pointer: string): unknown {
  return pointer
    .replace(/^#\//, '')
    .split('/')
    .map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((value, token) => (value as Record<string, unknown> | undefined)?.[token], document)
}
