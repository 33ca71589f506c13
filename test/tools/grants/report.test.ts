import { reportLines } from '../../../tools/grants/report.ts'

const NOTHING = { missing: [], unargued: [], argued: [], needless: [], statements: 3 }
const WHOLE = { place: 'the stage', exercised: true, complete: true, failures: [], verbose: false }

test('nothing missing and nothing needless', () => {
  expect(reportLines(NOTHING, WHOLE)).toEqual([
    'The grants of the stage: 3 statements that allow something.',
    '',
    'Nothing is missing, and nothing is needless.',
  ])
})

test('a denial is told with what to grant', () => {
  const denial = {
    ...{ who: 'worker', role: 'Orders/Role', action: 'sqs:SendMessage', resource: 'arn:x', explicit: false },
    ...{ on: 'Orders/Queue', reason: 'no statement of worker allows it', count: 12 },
    remedy: 'grant sqs:SendMessage on Orders/Queue to Orders/Role',
  }
  const lines = reportLines({ ...NOTHING, missing: [denial] }, { ...WHOLE, complete: false })
  expect(lines).toEqual(
    expect.arrayContaining([
      '1 denied',
      '  Orders/Role  sqs:SendMessage, 12 times',
      '    grant sqs:SendMessage on Orders/Queue to Orders/Role',
      'The run was cut short, so that what it did not use is not listed.',
    ]),
  )
  expect(lines).not.toContain('Nothing is missing, and nothing is needless.')
})

test('what was not used is told by its owner', () => {
  const unused = {
    ...{ owner: 'Orders/Queue', policy: 'Orders/Queue/Policy', statement: 2 },
    ...{
      principal: 'sns.amazonaws.com',
      condition: 'aws:SourceAccount <account>',
      actions: ['sqs:SendMessage'],
      resources: ['Orders/Queue'],
    },
  }
  expect(reportLines({ ...NOTHING, unargued: [unused] }, WHOLE)).toEqual(
    expect.arrayContaining([
      '1 not used',
      '  Orders/Queue',
      '    sqs:SendMessage by sns.amazonaws.com  Orders/Queue/Policy, statement 2',
      '      if aws:SourceAccount <account>',
    ]),
  )
})

describe('with many findings', () => {
  const grant = (owner: string, action: string) => ({
    ...{ owner, policy: `${owner}/DefaultPolicy`, statement: 1, principal: undefined, condition: undefined },
    ...{ actions: [action], resources: ['Orders/Queue'] },
  })
  const unargued = [
    grant('A/Role', 'sqs:SendMessage'),
    grant('A/Role', 'sqs:PurgeQueue'),
    grant('B/Role', 'sns:Publish'),
  ]
  const argued = ['A/Role', 'B/Role'].map(owner => ({
    ...grant(owner, 'kms:Encrypt'),
    reason: 'DynamoDB asks.',
  }))

  /** @own the report of `npm run grants` */
  test('of a local AWS that is used by hand, each owner has one line, and the last line says how to use everything', () => {
    const lines = reportLines({ ...NOTHING, unargued }, { ...WHOLE, exercised: false })
    expect(lines).toEqual([
      expect.anything(),
      '',
      '3 not used so far',
      '  A/Role  2',
      '  B/Role  1',
      '',
      expect.stringContaining('npm run grants -- --run'),
    ])
  })

  /** @own the report of `npm run grants` */
  test('--verbose lists each of them', () => {
    const lines = reportLines({ ...NOTHING, unargued }, { ...WHOLE, exercised: false, verbose: true })
    expect(lines).toContain('    sns:Publish  B/Role/DefaultPolicy, statement 1')
  })

  /** @own the report of `npm run grants` */
  test('a reason is told once; with --verbose, for each owner', () => {
    const told = ['2 not used, with a reason', '  DynamoDB asks.', '    kms:Encrypt', '    of 2 constructs']
    expect(reportLines({ ...NOTHING, argued }, WHOLE).slice(2, -2)).toEqual(told)
    expect(reportLines({ ...NOTHING, argued }, { ...WHOLE, verbose: true }).slice(2, -2)).toEqual([
      ...told,
      '      A/Role  kms:Encrypt',
      '      B/Role  kms:Encrypt',
    ])
  })

  /** @own the report of `npm run grants` */
  test('only what was found is asked for', () => {
    const last = (findings: object) => reportLines({ ...NOTHING, ...findings }, WHOLE).at(-1)
    expect(last({ unargued })).toMatch(/^Take back what was not used/)
    expect(last({ argued })).toBe('Nothing is missing, and nothing is needless.')
  })
})
