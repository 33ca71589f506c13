import { ARGUED, argue } from '../../../tools/grants/argued.ts'

const unused = (owner: string, ...actions: string[]) => ({
  owner,
  policy: `${owner}/DefaultPolicy`,
  statement: 1,
  principal: undefined,
  condition: undefined,
  actions,
  resources: ['*'],
})

test('an argument covers the actions that it names, of the constructs that it names', () => {
  const list = [
    { owner: 'Messaging-*/Lake/*', actions: ['s3:Abort*'], resources: ['*'], reason: 'Large objects.' },
  ]
  const lake = unused('Messaging-dev-Clickstream/Lake/Role', 's3:AbortMultipartUpload', 's3:GetObject')
  const other = unused('Messaging-dev-Clickstream/Reader/Role', 's3:AbortMultipartUpload')
  expect(argue([lake, other], list)).toEqual({
    unargued: [{ ...lake, actions: ['s3:GetObject'] }, other],
    argued: [{ ...lake, actions: ['s3:AbortMultipartUpload'], resources: ['*'], reason: 'Large objects.' }],
    needless: [],
  })
})

test('an argument that covers nothing any more is needless, as is the second one for the same grant', () => {
  const first = { owner: '*', actions: ['s3:*'], resources: ['*'], reason: 'First.' }
  const second = { owner: '*', actions: ['s3:GetObject'], resources: ['*'], reason: 'Second.' }
  const gone = { owner: 'Messaging-dev-Mail/*', actions: ['*'], resources: ['*'], reason: 'Gone.' }
  expect(argue([unused('a', 's3:GetObject')], [first, second, gone]).needless).toEqual([second, gone])
})

test('an argument may be about a condition', () => {
  const list = [
    { owner: '*', actions: ['kms:*'], resources: ['*'], condition: 'kms:ViaService dynamodb.*', reason: '' },
  ]
  const grant = unused('a', 'kms:Encrypt')
  const through = (service: string) => ({
    ...grant,
    condition: `kms:ViaService ${service}.<region>.amazonaws.com`,
  })
  const { unargued, argued } = argue([grant, through('sqs'), through('dynamodb')], list)
  expect(unargued).toEqual([grant, through('sqs')])
  expect(argued).toHaveLength(1)
})

test('of an argument about several actions, those are told that cover nothing any more', () => {
  const argument = { owner: 'a', actions: ['s3:GetObject', 's3:PutObject'], resources: ['*'], reason: 'Two.' }
  expect(argue([unused('a', 's3:GetObject')], [argument]).needless).toEqual([
    { ...argument, actions: ['s3:PutObject'] },
  ])
})

test('special characters in patterns are no regular expressions', () => {
  const list = [{ owner: 'a.b', actions: ['*'], resources: ['*'], reason: '' }]
  expect(argue([unused('axb', 's3:GetObject')], list).argued).toEqual([])
})

test('no more than ten grants stay by argument, each for a reason', () => {
  expect(ARGUED.length).toBeLessThanOrEqual(10)
  for (const { reason } of ARGUED) expect(reason).toMatch(/^[A-Z].{20,}\.$/)
})

/** @own the list of grants that stay by argument */
test('an argument is about some resources: a grant on another one as well is not covered', () => {
  const list = [{ owner: '*', actions: ['s3:ListBucket'], resources: ['*/Lake/Bucket'], reason: '' }]
  const on = (...resources: string[]) => ({ ...unused('a', 's3:ListBucket'), resources })
  const covered = on('Messaging-dev-Clickstream/Lake/Bucket')
  const other = on('Messaging-dev-Clickstream/Lake/Bucket', 'Messaging-dev-Video/Bucket')
  const { unargued, argued } = argue([covered, other], list)
  expect(unargued).toEqual([other])
  expect(argued).toEqual([{ ...covered, reason: '' }])
})
