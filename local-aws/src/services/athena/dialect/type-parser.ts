import { QueryError } from './query-error.ts'
import { position, type TokenCursor } from './token-cursor.ts'
import type { TypeName } from './tree.ts'

const SIMPLE_TYPES = new Set([
  'bigint',
  'boolean',
  'char',
  'date',
  'decimal',
  'double',
  'int',
  'integer',
  'interval day to second',
  'interval year to month',
  'json',
  'real',
  'smallint',
  'time',
  'timestamp',
  'timestamp with time zone',
  'tinyint',
  'uuid',
  'varbinary',
  'varchar',
])

/** Types that Athena has and the local AWS does not simulate. */
const OTHER_TYPES = new Set([
  'hyperloglog',
  'ipaddress',
  'p4hyperloglog',
  'qdigest',
  'setdigest',
  'tdigest',
  'time with time zone',
  'geometry',
  'sphericalgeography',
])

export function isOtherType(name: string): boolean {
  return OTHER_TYPES.has(name)
}

export function typeName(cursor: TokenCursor): TypeName {
  return cursor.nested(() => {
    let type = elementType(cursor)
    while (cursor.accept('ARRAY')) type = { kind: 'array', element: type }
    return type
  })
}

function elementType(cursor: TokenCursor): TypeName {
  if (cursor.at('ARRAY')) return arrayType(cursor)
  if (cursor.at('MAP')) return mapType(cursor)
  if (cursor.at('ROW')) return rowType(cursor)
  return simpleType(cursor)
}

function arrayType(cursor: TokenCursor): TypeName {
  cursor.expect('ARRAY')
  return { kind: 'array', element: bracketed(cursor, () => typeName(cursor)) }
}

function mapType(cursor: TokenCursor): TypeName {
  cursor.expect('MAP')
  return bracketed(cursor, () => {
    const key = typeName(cursor)
    cursor.expect(',')
    return { kind: 'map', key, value: typeName(cursor) }
  })
}

function bracketed<T>(cursor: TokenCursor, content: () => T): T {
  if (!cursor.accept('<')) return cursor.parenthesized(content)
  const value = content()
  cursor.expect('>')
  return value
}

function rowType(cursor: TokenCursor): TypeName {
  cursor.expect('ROW')
  return { kind: 'row', fields: cursor.parenthesized(() => cursor.list(() => rowField(cursor))) }
}

function rowField(cursor: TokenCursor): { name?: string; type: TypeName } {
  const named = cursor.atName() && (cursor.atName(1) || cursor.ahead(1).kind === 'identifier')
  const twoWords = cursor.at('DOUBLE', 'PRECISION') || cursor.at('INTERVAL', 'DAY')
  const zoned = cursor.at('TIMESTAMP', 'WITH') || cursor.at('TIME', 'WITH')
  if (!named || twoWords || zoned) return { type: typeName(cursor) }
  return { name: cursor.name().text, type: typeName(cursor) }
}

function simpleType(cursor: TokenCursor): TypeName {
  const at = position(cursor.token)
  if (!cursor.atName()) throw cursor.mismatch('<type>')
  let name = cursor.name().text
  if (name === 'double') cursor.accept('PRECISION')
  if (name === 'interval') name = intervalType(cursor)
  const parameters = cursor.at('(') ? typeParameters(cursor) : []
  if ((name === 'timestamp' || name === 'time') && cursor.accept('WITH', 'TIME', 'ZONE'))
    name = `${name} with time zone`
  else if (name === 'timestamp' || name === 'time') cursor.accept('WITHOUT', 'TIME', 'ZONE')
  if (!SIMPLE_TYPES.has(name) && !OTHER_TYPES.has(name))
    throw new QueryError('TYPE_NOT_FOUND', `Unknown type: ${name}`, at)
  return { kind: 'simple', name, parameters, at }
}

function intervalType(cursor: TokenCursor): string {
  if (cursor.accept('DAY', 'TO', 'SECOND')) return 'interval day to second'
  cursor.expect('YEAR', 'TO', 'MONTH')
  return 'interval year to month'
}

function typeParameters(cursor: TokenCursor): number[] {
  return cursor.parenthesized(() =>
    cursor.list(() => {
      if (cursor.token.kind !== 'integer') throw cursor.mismatch('<integer>')
      return Number(cursor.take().text)
    }),
  )
}
