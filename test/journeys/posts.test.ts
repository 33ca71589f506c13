import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { RealClock } from '@messaging-on-aws/local-aws'
import { inParallel } from '../../tools/clients/in-parallel.ts'
import { Blog } from '../../tools/clients/posts/blog.ts'
import { eventually, Messaging } from './messaging.ts'
import { writeSubscribers } from './subscribers.ts'

let messaging: Messaging<RealClock>
let blog: Blog
let postsQueueUrl: string
let emailsQueueUrl: string
beforeAll(async () => {
  messaging = await Messaging.on(new RealClock())
  const posts = await messaging.outputs('Posts')
  blog = new Blog(messaging.request, posts('PostsApiUrl'))
  postsQueueUrl = posts('PostsQueueUrl')
  emailsQueueUrl = (await messaging.outputs('Mail'))('EmailsQueueUrl')
})
afterAll(() => messaging.close())

const address = (author: string, reader: number) => `${author}-reader-${reader}@example.com`

const addresses = (author: string, readers: number) =>
  Array.from({ length: readers }, (_, reader) => address(author, reader))

async function subscribe(author: string, readers: number): Promise<string[]> {
  const emails = addresses(author, readers)
  await inParallel(emails, 8, email => blog.subscribe(author, email.replace('@', '.'), email))
  return emails
}

/** Who was mailed of the post with this title, as often as they were. */
async function told(title: string): Promise<string[]> {
  const mails = await messaging.inbox()
  return mails.filter(({ subject, text }) => `${subject}${text}`.includes(title)).flatMap(({ to }) => to)
}

/** Everything that follows from what was published so far has happened. */
async function settled(): Promise<void> {
  await messaging.drained(postsQueueUrl)
  await messaging.drained(emailsQueueUrl)
}

test('a post reaches every subscriber of its author once, and nobody else', async () => {
  const readers = addresses('grace', 120)
  await writeSubscribers(messaging, 'grace', readers)
  await subscribe('linus', 3)
  await blog.publish({ authorId: 'grace', title: 'On relays', text: 'A moth was in it.' })

  await eventually(async () => (await told('On relays')).length >= readers.length || undefined)
  await settled()
  expect((await told('On relays')).toSorted()).toEqual(readers.toSorted())
})

test('a person who follows an author with two spellings of an address gets one mail, and its link ends both', async () => {
  await blog.subscribe('ida', 'reader-1', 'Ida.Rhodes@Example.com')
  await blog.subscribe('ida', 'reader-2', 'ida.rhodes@EXAMPLE.com')
  await subscribe('ida', 1)
  await blog.publish({ authorId: 'ida', title: 'On calendars', text: 'A leap year.' })
  await eventually(async () => (await told('On calendars')).length >= 2 || undefined)
  await settled()
  const [mail] = await messaging.inbox('ida.rhodes@example.com')
  expect((await told('On calendars')).toSorted()).toEqual([...(mail?.to ?? []), address('ida', 0)].toSorted())

  const link = /^<(http[^>]+)>$/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] as string
  expect((await fetch(link, { method: 'POST' })).status).toBe(200)
  await blog.publish({ authorId: 'ida', title: 'On feasts', text: 'Easter.' })
  await eventually(async () => (await told('On feasts')).length >= 1 || undefined)
  await settled()
  expect(await told('On feasts')).toEqual([address('ida', 0)])
})

test('the link in a mail unsubscribes with one click, from only that author', async () => {
  await subscribe('ada', 2)
  const [reader, other] = [address('ada', 0), address('ada', 1)]
  await blog.subscribe('alan', 'reader-of-both', reader)
  await blog.publish({ authorId: 'ada', title: 'Note G', text: 'On Bernoulli numbers.' })
  const mail = await eventually(async () => (await messaging.inbox(reader)).at(0))
  await eventually(async () => (await messaging.inbox(other)).at(0))

  expect(mail.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  const link = /^<(http[^>]+)>$/.exec(mail.headers['List-Unsubscribe'] as string)?.[1] as string
  const looked = await fetch(link)
  expect(looked.status).toBe(200)
  expect(looked.headers.get('content-type')).toMatch('text/html')
  const clicked = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
  expect(clicked.status).toBe(200)

  await blog.publish({ authorId: 'ada', title: 'Note H', text: 'There is none.' })
  await blog.publish({ authorId: 'alan', title: 'On machines', text: 'Can they think?' })
  await eventually(async () => (await told('Note H')).includes(other) || undefined)
  await eventually(async () => (await told('On machines')).includes(reader) || undefined)
  await settled()
  expect(await told('Note H')).toEqual([other])
})

test('a link to unsubscribe with does nothing for who only follows it, nor with a token of own making', async () => {
  await subscribe('edsger', 1)
  const reader = address('edsger', 0)
  await blog.publish({ authorId: 'edsger', title: 'EWD 1', text: 'Considered.' })
  const mail = await eventually(async () => (await messaging.inbox(reader)).at(0))
  const link = /^<(http[^>]+)>$/.exec(mail.headers['List-Unsubscribe'] as string)?.[1] as string

  const got = await fetch(link)
  const asked = await fetch(link, { method: 'HEAD' })
  expect(asked.status).toBe(200)
  expect(await asked.text()).toBe('')
  for (const name of ['content-type', 'content-length', 'cache-control', 'content-security-policy']) {
    expect(asked.headers.get(name)).toBe(got.headers.get(name))
  }
  const forged = await fetch(`${link.slice(0, -4)}AAAA`, { method: 'POST' })
  expect(forged.status).toBe(403)
  await blog.publish({ authorId: 'edsger', title: 'EWD 2', text: 'Harmful.' })
  await eventually(async () => (await told('EWD 2')).includes(reader) || undefined)
})

test('an address that bounced, and one that complained, get no further mail', async () => {
  const bounced = 'bounce@simulator.amazonses.com'
  const complained = 'complaint@simulator.amazonses.com'
  const [reader] = (await subscribe('barbara', 1)) as [string]
  await blog.subscribe('barbara', 'bounced', bounced)
  await blog.subscribe('barbara', 'complained', complained)
  await blog.publish({ authorId: 'barbara', title: 'On substitution', text: 'First.' })
  const TableName = (await messaging.outputs('Mail'))('SuppressionTableName')
  const suppressed = new DynamoDBClient(messaging.connection)
  const Items = await eventually(async () => {
    const { Items = [] } = await suppressed.send(new ScanCommand({ TableName }))
    return Items.length === 2 ? Items : undefined
  })
  expect(Items.map(({ address }) => address?.S).toSorted()).toEqual([bounced, complained])

  await blog.publish({ authorId: 'barbara', title: 'On abstraction', text: 'Second.' })
  await eventually(async () => (await told('On abstraction')).includes(reader) || undefined)
  await settled()
  expect(await told('On abstraction')).toEqual([reader])
})
