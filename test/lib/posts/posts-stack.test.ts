import { environmentOf, functionOf, grantsOf, ofType } from '../stage.ts'

const STACK = 'Messaging-dev-Posts'
const EMAILS = expect.stringContaining('Messaging-dev-Mail:ExportsOutputFnGetAttEmailsQueue')

test('posts are told in order of their pages: the queue is FIFO', () => {
  const queues = ofType('AWS::SQS::Queue').filter(({ stack }) => stack === STACK)
  expect(queues.map(({ Properties }) => Properties.QueueName).toSorted()).toEqual([
    'Messaging-dev-Posts-Posts-DeadLetters.fifo',
    'Messaging-dev-Posts-Posts.fifo',
  ])
})

test("subscribers share their author's partition", () => {
  const keys = ofType('AWS::DynamoDB::GlobalTable')
    .filter(({ stack }) => stack === STACK)
    .map(({ Properties }) => Properties.KeySchema)
  expect(keys).toContainEqual([
    { AttributeName: 'authorId', KeyType: 'HASH' },
    { AttributeName: 'subscriberId', KeyType: 'RANGE' },
  ])
  expect(keys).toContainEqual([{ AttributeName: 'postId', KeyType: 'HASH' }])
})

describe('the key of unsubscribe links', () => {
  test('creates codes and does not encrypt', () => {
    const [key] = ofType('AWS::KMS::Key').filter(({ Properties }) => Properties.KeySpec !== undefined)
    expect(key?.Properties).toMatchObject({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    expect(key?.stack).toBe(STACK)
  })

  test('is used by those alone who make a link or honour it', () => {
    const users = ofType('AWS::Lambda::Function').map(one =>
      String(environmentOf(one).POWERTOOLS_SERVICE_NAME),
    )
    const makers = users.filter(service => grantsOf(service, 'kms').includes('GenerateMac UnsubscribeKey'))
    expect(makers.toSorted()).toEqual(['posts-fan-out', 'posts-unsubscribe'])
  })

  test('is behind a link to the API of this stack', () => {
    expect(environmentOf(functionOf('posts-fan-out')).UNSUBSCRIBE_URL).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': ['ApiPostsApi', 'ApiEndpoint'] }, '/unsubscribe']],
    })
  })
})

describe('a function may send to', () => {
  test.each([
    ['posts-publish', ['SendMessage PostsQueue']],
    [
      'posts-fan-out',
      [
        'ChangeMessageVisibility PostsQueue',
        'DeleteMessage PostsQueue',
        'GetQueueAttributes PostsQueue',
        'ReceiveMessage PostsQueue',
        EMAILS,
        'SendMessage PostsDeadLettersQueue',
        'SendMessage PostsQueue',
      ],
    ],
    ['posts-withdraw', []],
    ['posts-subscriptions', []],
    ['posts-unsubscribe', []],
  ])('%s', (service, grants) => {
    expect(grantsOf(service, 'sqs')).toEqual(grants)
  })
})
