import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import type { PublishedPost } from '../../../lambda/posts/post.ts'
import { mailTo } from '../../../lambda/posts/post-mail.ts'

const reader = {
  subscriberId: 'ada',
  email: 'Ada@mail.example',
  mailbox: 'ada@mail.example',
  isIndexed: true,
}
const UNSUBSCRIBE = 'https://blog.example/unsubscribe?token=a.b'

function mailAbout(
  content: PublishedPost['content'],
  { postId = '01920000-0000-7000-8000-000000000001', mailbox = reader.mailbox, key = 'key' } = {},
) {
  const about = { postId, authorId: 'grace', publishedAt: '2026-01-02T03:04:05.678Z', fingerprint: 'f' }
  return mailTo({ ...reader, mailbox }, { ...about, content }, Buffer.from(key), UNSUBSCRIBE)
}

const CONTENT = { title: 'On <bugs>', text: 'A moth.\nAlive.\n\nIn the relay.' }

test('a mail about a post has its title, its paragraphs and lines, its page, and a way out', () => {
  const mail = mailAbout({ ...CONTENT, url: 'https://blog.example/1?a=1&b=2' })
  expect(emailRequested.schema.parse(mail)).toEqual(mail)
  const { data, correlationid } = mail
  expect(correlationid).toBe('01920000-0000-7000-8000-000000000001')
  expect(data).toMatchObject({ tenant: 'author:grace', to: 'Ada@mail.example', subject: 'On <bugs>' })
  expect(data.unsubscribe).toBe(UNSUBSCRIBE)
  expect(data.text.split('\n')).toEqual([
    ...['On <bugs>', '', 'A moth.', 'Alive.', '', 'In the relay.', ''],
    ...['Read it at https://blog.example/1?a=1&b=2', ''],
    ...['-- ', 'You are getting this e-mail because you follow grace.', `Unsubscribe: ${UNSUBSCRIBE}`, ''],
  ])
  expect(data.html?.split('\n')).toEqual([
    '<!doctype html><html lang="en"><body>',
    '<h1>On &lt;bugs&gt;</h1>',
    '<p>A moth.<br>Alive.</p>',
    '<p>In the relay.</p>',
    '<p><a href="https://blog.example/1?a=1&amp;b=2">Read it on the web</a></p>',
    `<hr><p>You are getting this e-mail because you follow grace. <a href="${UNSUBSCRIBE}">Unsubscribe</a></p>`,
    '</body></html>',
  ])
})

test('one about a post without a page has no link to it', () => {
  const { text, html } = mailAbout(CONTENT).data
  expect(text.split('\n')).toEqual([
    ...['On <bugs>', '', 'A moth.', 'Alive.', '', 'In the relay.', ''],
    ...['-- ', 'You are getting this e-mail because you follow grace.', `Unsubscribe: ${UNSUBSCRIBE}`, ''],
  ])
  expect(html?.split('\n')).toEqual([
    '<!doctype html><html lang="en"><body>',
    '<h1>On &lt;bugs&gt;</h1>',
    '<p>A moth.<br>Alive.</p>',
    '<p>In the relay.</p>',
    `<hr><p>You are getting this e-mail because you follow grace. <a href="${UNSUBSCRIBE}">Unsubscribe</a></p>`,
    '</body></html>',
  ])
})

test('blank lines part paragraphs, and stand neither before the first nor after the last', () => {
  const { html } = mailAbout({ ...CONTENT, text: '\n\n A.\n \t\n\nB.\nC.\n\n' }).data
  expect(html?.match(/<p>.*<\/p>/g)?.slice(0, -1)).toEqual(['<p>A.</p>', '<p>B.<br>C.</p>'])
})

test('a mail is an event of the fan-out, of the time of its post, about itself', () => {
  const { data: _, ...envelope } = mailAbout(CONTENT)
  const { emailId } = mailAbout(CONTENT).data
  expect(envelope).toMatchObject({
    id: emailId,
    subject: emailId,
    source: 'urn:messaging:posts:fan-out',
    time: '2026-01-02T03:04:05.678Z',
  })
})

test('the id of a mail is that of its post and mailbox under the key of its author', () => {
  const idOf = (changes = {}) => mailAbout(CONTENT, changes).data.emailId
  const others = [
    { postId: '01920000-0000-7000-8000-000000000002' },
    { mailbox: 'b@c.example' },
    { key: 'k' },
  ]
  expect(idOf()).toBe(idOf())
  expect(new Set([idOf(), ...others.map(idOf)]).size).toBe(4)
})
