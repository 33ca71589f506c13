import type { Answer } from '../../../tools/lake/athena-queries.ts'
import { bytes, priceOf, usd } from '../../../tools/lake/price.ts'
import { csvDocument, jsonDocument } from '../../../tools/lake/result-documents.ts'
import type { Cell } from '../../../tools/lake/result-rows.ts'
import { tableLines } from '../../../tools/lake/result-table.ts'

function answer(columns: Record<string, string>, ...rows: Cell[][]): Answer {
  return {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
    complete: true,
    bytesScanned: 12_345_678,
    elapsedMs: 800,
    isCharged: true,
  }
}

describe('a table', () => {
  const result = answer(
    { sku: 'varchar', views: 'bigint' },
    ['mug', '7'],
    [undefined, '1234'],
    ['', undefined],
  )

  test('has columns as wide as their content, numbers to the right, and shows nulls', () => {
    expect(tableLines(result, undefined)).toEqual([
      'sku   views',
      'mug       7',
      'NULL   1234',
      '       NULL',
    ])
  })

  test('cuts the widest column with a sign until it fits the terminal, and nothing in a file', () => {
    const wide = answer({ a: 'varchar', b: 'varchar' }, ['x'.repeat(50), 'y'.repeat(12)])
    const [, cut] = tableLines(wide, 40)
    expect(cut).toBe(`${'x'.repeat(25)}…  ${'y'.repeat(12)}`)
    expect(tableLines(wide, undefined)[1]).toBe(`${'x'.repeat(50)}  ${'y'.repeat(12)}`)
  })

  test('keeps a part of each of many columns', () => {
    const many = answer(
      Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`column${i}`, 'varchar'])),
      [],
    )
    const [names = ''] = tableLines(many, 40)
    expect(names.split('  ')).toEqual(Array.from({ length: 9 }, () => 'colum…'))
  })

  test('measures what a terminal draws over two cells', () => {
    const japanese = answer({ sku: 'varchar', n: 'bigint' }, ['東京', '1'], ['🛒', '2'], ['é', '3'])
    expect(tableLines(japanese, undefined)).toEqual(['sku   n', '東京  1', '🛒    2', 'é     3'])
    expect(tableLines(answer({ s: 'varchar' }, ['東京東京東京']), 7)[1]).toBe('東京東…')
  })

  test('lets no text of a visitor command the terminal', () => {
    const hostile = answer({ 'a\u001b[2J': 'varchar' }, ['x\u001b]0;owned\u0007\r\ny\u202Ez'])
    expect(tableLines(hostile, 80).join('\n')).not.toMatch(/[^\P{C}\n]/u)
  })
})

describe('JSON', () => {
  test('has one document, with values of their types', () => {
    const result = answer(
      {
        sku: 'varchar',
        views: 'bigint',
        share: 'double',
        ok: 'boolean',
        big: 'bigint',
        sum: 'decimal',
        at: 'timestamp',
      },
      ['mug', '7', '0.5', 'true', '9007199254740993', '33.3', '2026-11-29 10:00:00.000'],
      ['', undefined, 'NaN', 'false', '-1', '1.0000000000000001', undefined],
    )
    expect(JSON.parse(jsonDocument(result))).toEqual({
      rows: [
        {
          sku: 'mug',
          views: 7,
          share: 0.5,
          ok: true,
          big: '9007199254740993',
          sum: 33.3,
          at: '2026-11-29 10:00:00.000',
        },
        { sku: '', views: null, share: 'NaN', ok: false, big: -1, sum: '1.0000000000000001', at: null },
      ],
      complete: true,
      bytesScanned: 12_345_678,
      usd: 0.000065,
      elapsedMs: 800,
    })
  })

  test('keeps columns of one name apart', () => {
    const columns = ['sku', 'sku', 'sku_2', '__proto__'].map(name => ({ name, type: 'varchar' }))
    const document = jsonDocument({ ...answer({}, ['a', 'b', 'c', 'd']), columns })
    expect(document).toContain('[{"sku":"a","sku_3":"b","sku_2":"c","__proto__":"d"}]')
  })
})

test('CSV follows RFC 4180, and tells an empty text from a null', () => {
  const result = answer(
    { a: 'varchar', 'b,c': 'varchar' },
    ['x', 'say "hi"'],
    ['1\n2', ''],
    [undefined, ' y'],
  )
  expect(csvDocument(result)).toBe('a,"b,c"\r\nx,"say ""hi"""\r\n"1\n2",""\r\n, y\r\n')
})

test('a query costs 5 USD per TB, rounded up to a megabyte, 10 MB at least', () => {
  expect([0, 10_000_000, 10_000_001, 1e12].map(priceOf)).toEqual([0.00005, 0.00005, 0.000055, 5])
  expect([0.00005, 0.5, 5].map(usd)).toEqual(['0.00005 USD', '0.50 USD', '5.00 USD'])
  expect([0, 999, 1_200_000, 3e9].map(bytes)).toEqual(['0 bytes', '999 bytes', '1.2 MB', '3.0 GB'])
})
