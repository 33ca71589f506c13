import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'

/** Orders come by a queue; a function announces them on a topic, and whoever ships hears of it. */
class Orders extends Stack {
  constructor(scope, id) {
    super(scope, id)
    const orders = new Queue(this, 'Incoming', {
      encryption: QueueEncryption.SQS_MANAGED,
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: new Queue(this, 'DeadLetters'), maxReceiveCount: 5 },
    })
    const announcements = new Topic(this, 'Announcements')
    const announced = new Queue(this, 'Announced')
    announcements.addSubscription(new SqsSubscription(announced, { rawMessageDelivery: true }))

    const announce = new LambdaFunction(this, 'Announce', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset('announce'),
      environment: { TOPIC_ARN: announcements.topicArn },
    })
    announce.addEventSource(new SqsEventSource(orders, { batchSize: 1 }))
    announcements.grantPublish(announce)

    new CfnOutput(this, 'OrdersUrl', { value: orders.queueUrl })
    new CfnOutput(this, 'AnnouncedUrl', { value: announced.queueUrl })
  }
}

const app = new App()
new Orders(app, 'Orders')
app.synth()
