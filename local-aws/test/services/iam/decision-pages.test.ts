import { DecisionPages } from '../../../src/services/iam/decision-pages.ts'
import { Rig } from '../../rig.ts'
import { setRolePolicies } from '../../role-policies.ts'
import { signedFetch } from '../../signed-request.ts'

const ORDERS = 'arn:aws:sqs:us-east-1:000000000000:orders'

let rig: Rig
beforeEach(async () => {
  rig = Rig.stepped()
  await rig.open([], [new DecisionPages(rig.account, rig.credentials)])
  const Statement = [{ Sid: 'Orders', Effect: 'Allow', Action: 'sqs:Send*', Resource: ORDERS }]
  setRolePolicies(rig.account, 'worker', [{ Version: '2012-10-17', Statement }])
  const caller = worker()
  for (const action of ['sqs:SendMessage', 'sqs:PurgeQueue']) {
    rig.account.authorization.allows(caller, { action, resource: ORDERS, keys: { 'kms:viaservice': 'sqs' } })
  }
})
afterEach(() => rig.close())

const worker = () => rig.credentials.callerOf(session().accessKeyId)
const session = () => rig.credentials.assumeRole(`arn:aws:iam::${rig.account.id}:role/worker`, 'session')

const get = (page: string, target = rig.target) =>
  signedFetch(target, 'iam', `/_aws/iam/${page}`, { method: 'GET' })

/** @own the pages of the decision log */
test('the latest decisions', async () => {
  const query = new URLSearchParams({ who: 'worker', resource: ORDERS })
  expect(await (await get(`decisions?${query}`)).json()).toEqual({
    decisions: [
      {
        at: expect.stringMatching(/^\d{4}-.+Z$/),
        who: 'worker',
        caller: 'arn:aws:sts::000000000000:assumed-role/worker/session',
        action: 'sqs:SendMessage',
        resource: ORDERS,
        keys: { 'kms:viaservice': 'sqs' },
        allowed: true,
        statements: [{ owner: 'worker', policy: 'worker', kind: 'identity', sid: 'Orders', statement: 1 }],
      },
      expect.objectContaining({
        action: 'sqs:PurgeQueue',
        allowed: false,
        statements: [],
        reason: 'no statement of worker allows it',
      }),
    ],
  })
})

/** @own the pages of the decision log */
test.each([
  ['allowed=false', ['sqs:PurgeQueue']],
  ['action=sqs:SendMessage', ['sqs:SendMessage']],
  ['who=worker&allowed=true', ['sqs:SendMessage']],
  ['who=nobody', []],
])('the decisions with %s', async (query, actions) => {
  const { decisions } = (await (await get(`decisions?${query}`)).json()) as {
    decisions: { action: string }[]
  }
  expect(decisions.map(({ action }) => action)).toEqual(actions)
})

/** @own the pages of the decision log */
test('all denials, and the grants in use', async () => {
  expect(await (await get('denials')).json()).toEqual({
    denials: [
      {
        who: 'worker',
        caller: 'arn:aws:sts::000000000000:assumed-role/worker/session',
        action: 'sqs:PurgeQueue',
        resource: ORDERS,
        explicit: false,
        reason: 'no statement of worker allows it',
        count: 1,
        firstAt: expect.any(String),
        lastAt: expect.any(String),
      },
    ],
  })
  const { grants } = (await (await get('grants')).json()) as { grants: { owner: string }[] }
  expect(grants.filter(({ owner }) => owner === 'worker')).toEqual([
    {
      ...{ owner: 'worker', policy: 'worker', kind: 'identity', sid: 'Orders', statement: 1 },
      actions: ['sqs:Send*'],
      resources: [ORDERS],
      pairs: [['sqs:Send*', ORDERS]],
    },
  ])
})

/** @own the pages of the decision log */
test('nobody reads them unsigned, or without the permission', async () => {
  const unsigned = await fetch(`${rig.account.endpoint}/_aws/iam/decisions`)
  expect(unsigned.status).toBe(403)
  expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationToken' })
  const asWorker = await get('grants', { ...rig.target, credentials: session() })
  expect(asWorker.status).toBe(400)
  expect(await asWorker.json()).toMatchObject({
    __type: 'AccessDeniedException',
    message: expect.stringContaining('cloudtrail:LookupEvents'),
  })
})

/** @own the pages of the decision log */
test('a page that there is not, and a request that is no GET', async () => {
  const missing = await get('roles')
  expect(missing.status).toBe(404)
  expect(await missing.json()).toMatchObject({
    message: expect.stringContaining('ask for /_aws/iam/decisions'),
  })
  expect((await signedFetch(rig.target, 'iam', '/_aws/iam/grants')).status).toBe(405)
})
