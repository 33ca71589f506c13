import { compilePolicy } from '../../../src/identity/policies/policy.ts'
import { administratorRole } from '../../role-policies.ts'
import { BUCKET, FirehoseRig, ROLE_ARN } from './firehose-rig.ts'

const rig = new FirehoseRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/** A role that everybody may use but Firehose. */
function distrustful(): string {
  const arn = administratorRole(rig.account, 'distrustful')
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }
  rig.account.authorization.setRole('distrustful', {
    ...{ arn, id: 'AROA1', maxSessionSeconds: 3600, identity: [] },
    trust: compilePolicy({ Statement }, { name: 'distrustful', kind: 'trust' }),
  })
  return arn
}

const destination = (RoleARN: string) => ({ RoleARN, BucketARN: `arn:aws:s3:::${BUCKET}` })
const refusal = (role: string) => ({
  name: 'InvalidArgumentException',
  message: `Firehose is unable to assume role ${role}. Please check the role provided.`,
})

/** @documented Firehose Developer Guide, Allow Firehose to assume an IAM role: the trust policy names firehose.amazonaws.com */
test.each([
  ['a role that is missing', () => 'arn:aws:iam::000000000000:role/nobody'],
  ['a role that does not trust Firehose', distrustful],
])('a delivery stream is not created with %s, nor gets it later', async (_, role) => {
  const RoleARN = role()
  const create = (ExtendedS3DestinationConfiguration: ReturnType<typeof destination>) =>
    rig.client.createDeliveryStream({ DeliveryStreamName: 'orders', ExtendedS3DestinationConfiguration })
  await expect(create(destination(RoleARN))).rejects.toMatchObject(refusal(RoleARN))

  await create(destination(ROLE_ARN))
  await rig.clock.advanceBy({ seconds: 2 })
  const update = rig.client.updateDestination({
    ...{ DeliveryStreamName: 'orders', CurrentDeliveryStreamVersionId: '1' },
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: { RoleARN },
  })
  await expect(update).rejects.toMatchObject(refusal(RoleARN))
  await rig.client.deleteDeliveryStream({ DeliveryStreamName: 'orders' })
  await rig.clock.advanceBy({ seconds: 2 })
})
