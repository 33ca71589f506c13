import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { LocalAws } from '@messaging-on-aws/local-aws'
import { HAS_BROWSER, HeadlessBrowser } from '../headless-browser.ts'

/*
 * A real browser opens pages that attack the local AWS. What they send and what their browser lets them read is up to
 * the browser; nothing here imitates one.
 */

let aws: LocalAws
let browser: HeadlessBrowser
let site: Server
const clients: { destroy(): void }[] = []
beforeAll(async () => {
  aws = await LocalAws.start()
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<body>hostile'))
  await once(site.listen(0), 'listening')
  if (HAS_BROWSER) browser = await HeadlessBrowser.open()
})
afterAll(async () => {
  await browser?.close()
  for (const client of clients) client.destroy()
  site.closeAllConnections()
  site.close()
  await aws.stop()
})

const settings = () => ({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
function kept<T extends { destroy(): void }>(client: T): T {
  clients.push(client)
  return client
}

/** Runs in the page: all ways to send a request. Returns what the page could read of the answers. */
const ATTACK = `async endpoint => {
  const read = []
  const scope = service => 'X-Amz-Credential=local/20260101/us-east-1/' + service + '/aws4_request'
  const creation = JSON.stringify({ FunctionName: 'evil', Handler: 'index.handler', Role: 'x', Code: {} })
  const targets = [
    endpoint + '/_aws/ses',
    endpoint + '/2015-03-31/functions?' + scope('lambda'),
    endpoint + '/?Action=CreateQueue&QueueName=evil&' + scope('sqs'),
    endpoint + '/evil?' + scope('s3'),
  ]
  const authorization =
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0'
  const requests = [
    {},
    { mode: 'no-cors' },
    { method: 'POST', mode: 'no-cors', body: creation },
    { method: 'POST', body: new URLSearchParams({ Action: 'CreateQueue', QueueName: 'evil' }) },
    { method: 'PUT', headers: { authorization } },
  ]
  const posted = target => new Promise(resolve => {
    const [form, frame] = [document.createElement('form'), document.createElement('iframe')]
    frame.name = 'frame-' + Math.random()
    document.body.append(frame, form)
    Object.assign(form, { method: 'POST', enctype: 'text/plain', action: target, target: frame.name })
    frame.addEventListener('load', resolve)
    form.submit()
  })
  const shown = (name, target) => new Promise(resolve => {
    const element = document.createElement(name)
    element.addEventListener('load', () => resolve(read.push(name + ' ' + target)))
    element.addEventListener('error', resolve)
    element.src = target
    document.body.append(element)
  })
  for (const target of targets) {
    for (const request of requests) {
      await fetch(target, request).then(
        async answer => answer.type !== 'opaque' && read.push(target + ': ' + (await answer.text())),
        () => {},
      )
    }
    navigator.sendBeacon(target, creation)
    await posted(target)
    for (const name of ['img', 'script']) await shown(name, target)
  }
  await new Promise(resolve => {
    const socket = new WebSocket(endpoint.replace('http', 'ws') + '/_aws/ses')
    socket.onopen = () => resolve(read.push('WebSocket'))
    socket.onerror = resolve
  })
  return read
}`

const inBrowser = HAS_BROWSER ? test : test.skip

/** @own no web page can use the local AWS, nor read from it */
inBrowser.each(['127.0.0.1', 'localhost'])('a page at %s reads nothing and changes nothing', async host => {
  const page = await browser.browser.newPage()
  await page.goto(`http://${host}:${(site.address() as AddressInfo).port}/`)
  for (const name of ['127.0.0.1', 'localhost']) {
    const endpoint = JSON.stringify(aws.endpoint.replace('127.0.0.1', name))
    expect(await page.evaluate(`(${ATTACK})(${endpoint})`)).toEqual([])
  }

  const { Functions } = await kept(new LambdaClient(settings())).send(new ListFunctionsCommand({}))
  expect(Functions).toEqual([])
  expect((await kept(new SQSClient(settings())).send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined()
  expect((await kept(new S3Client(settings())).send(new ListBucketsCommand({}))).Buckets).toEqual([])
})

/** @own an object that is opened in a browser is sandboxed, although all services share one origin */
inBrowser('an object of S3 that is opened as a page reads nothing of this server', async () => {
  const s3 = kept(new S3Client(settings()))
  await s3.send(new CreateBucketCommand({ Bucket: 'pages' }))
  const script = `fetch('/_aws/ses').then(answer => answer.text()).then(
    text => { document.title = 'read ' + text }, () => { document.title = 'refused' })`
  const object = { Bucket: 'pages', Key: 'page.html' }
  const Body = `<body><script>${script}</script>`
  await s3.send(new PutObjectCommand({ ...object, Body, ContentType: 'text/html' }))
  const page = await browser.browser.newPage()
  await page.goto(await getSignedUrl(s3, new GetObjectCommand(object)))
  await page.waitForFunction('document.title !== ""')
  expect(await page.title()).toBe('refused')
})

/** @own a signed request in a browser's own process still reaches a service */
test('a program that knows the credentials is served', async () => {
  const sqs = kept(new SQSClient(settings()))
  await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1)
})
