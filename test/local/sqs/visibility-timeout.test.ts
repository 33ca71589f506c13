import { SqsStage } from './sqs-stage.ts'

/** Amazon SQS visibility timeout (Developer Guide); ReceiveMessage, DeleteMessage, ChangeMessageVisibility (API). */
describe('visibility timeout', () => {
  const aws = new SqsStage()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  test('"it becomes temporarily invisible to other consumers for the duration of the visibility timeout"', async () => {
    const url = await aws.queue('hidden', { VisibilityTimeout: '30' })
    await aws.send(url, 'a')

    const [first] = await aws.receive(url)
    expect(first?.Attributes?.ApproximateReceiveCount).toBe('1')
    await aws.clock.advanceBy({ milliseconds: 29_999 })
    expect(await aws.receive(url)).toEqual([])

    await aws.clock.advanceBy({ milliseconds: 1 })
    const [second] = await aws.receive(url)
    expect(second?.MessageId).toBe(first?.MessageId)
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2')
    expect(second?.Attributes?.ApproximateFirstReceiveTimestamp).toBe(
      first?.Attributes?.ApproximateFirstReceiveTimestamp,
    )
  })
})
