import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let reminders: typeof import('../../../lambda/clickstream/functions/reminders.ts').handler
let unsubscribe: typeof import('../../../lambda/clickstream/functions/unsubscribe.ts').handler
let tokens: typeof import('../../../lambda/clickstream/baskets/unsubscribe-token.ts')

beforeAll(async () => {
  await rig.open('clickstream-reminders')
  rig.environment({
    CONSENTS_TABLE: await rig.table('consents', 'customerId'),
    UNSUBSCRIBE_KEY_ID: await rig.hmacKey(),
  })
  ;({ handler: reminders } = await import('../../../lambda/clickstream/functions/reminders.ts'))
  ;({ handler: unsubscribe } = await import('../../../lambda/clickstream/functions/unsubscribe.ts'))
  tokens = await import('../../../lambda/clickstream/baskets/unsubscribe-token.ts')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

async function change(method: 'PUT' | 'DELETE', customerId: string, body?: unknown) {
  const route = `${method} /reminders/{customerId}`
  const { statusCode, body: answer } = await reminders(
    apiRequest({ method, route, pathParameters: { customerId }, body }),
    context,
  )
  return { statusCode, body: answer === undefined ? undefined : JSON.parse(answer) }
}

async function open(method: 'GET' | 'POST', token: string | undefined) {
  const query = token === undefined ? undefined : { token }
  const { requestContext, ...event } = apiRequest({ method, query })
  const { authorizer: _, ...unsigned } = requestContext
  return unsubscribe({ ...event, requestContext: unsigned }, context)
}

async function consents(): Promise<string[]> {
  const items = await rig.items('consents')
  return items.map(({ customerId, email }) => `${customerId?.S} ${email?.S}`).toSorted()
}

describe('PUT and DELETE /reminders/{customerId}', () => {
  test('may be repeated, and the latest address counts', async () => {
    for (const email of ['old@mail.example', 'new@mail.example', 'new@mail.example']) {
      expect(await change('PUT', 'customer-1', { email })).toEqual({ statusCode: 204, body: undefined })
    }
    expect(await consents()).toEqual(['customer-1 new@mail.example'])
    for (let times = 0; times < 2; times++) {
      expect(await change('DELETE', 'customer-1')).toEqual({ statusCode: 204, body: undefined })
    }
    expect(await consents()).toEqual([])
  })

  test('log whose they are, and never the address', async () => {
    await change('PUT', 'customer-1', { email: 'ada@mail.example' })
    await change('PUT', 'customer-1', { email: 'ada@mail.example ada' })
    await change('DELETE', 'customer-1')
    expect(log.hops.map(({ customerId, outcome }) => [customerId, outcome])).toEqual([
      ['customer-1', 'done'],
      ['customer-1', 'refused'],
      ['customer-1', 'done'],
    ])
    expect(log.text).not.toContain('ada@')
  })

  test('refuse what breaks a rule, with each place', async () => {
    const answer = await change('PUT', 'ada@mail.example', { email: 'nobody', name: 'Ada' })
    expect(answer.statusCode).toBe(400)
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers).toContain('customerId')
    expect(pointers).toContain('#/email')
    expect((await change('DELETE', 'a b')).statusCode).toBe(400)
    expect(log.text).not.toContain('ada@')
    expect(await consents()).toEqual([])
  })
})

describe('the link in a reminder', () => {
  beforeEach(() => change('PUT', 'customer:1', { email: 'ada@mail.example' }))

  test('shows a button, which ends the reminders of its customer', async () => {
    await change('PUT', 'customer-2', { email: 'grace@mail.example' })
    const token = await tokens.unsubscribeToken('customer:1')
    const page = await open('GET', token)
    expect(page).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('<button>Unsubscribe</button>'),
    })
    expect(await consents()).toHaveLength(2)
    expect(await open('POST', token)).toMatchObject({ statusCode: 200 })
    expect(await open('POST', token)).toMatchObject({ statusCode: 200 })
    expect(await consents()).toEqual(['customer-2 grace@mail.example'])
  })

  test.each([
    ['none', async () => undefined],
    ['one without a signature', async () => Buffer.from('customer:1').toString('base64url')],
    [
      'one of another customer, with this name',
      async () => {
        const [, mac] = (await tokens.unsubscribeToken('customer-2')).split('.')
        return `${Buffer.from('customer:1').toString('base64url')}.${mac}`
      },
    ],
    ['one for a name that nobody has', () => tokens.unsubscribeToken('ada@mail.example')],
  ])('with another token, %s, changes nothing', async (_, token) => {
    expect(await open('POST', await token())).toMatchObject({ statusCode: 403 })
    expect(await consents()).toContain('customer:1 ada@mail.example')
  })
})
