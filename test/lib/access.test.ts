import { statementsOf } from './resource.ts'
import { named, ofType } from './stage.ts'

/** On objects, which have keys that nobody knows in advance. */
const OBJECT_ACTION = /^s3:((Get|Put)Object|AbortMultipartUpload)$/

describe('access', () => {
  test('no service principal may use a key for just anybody', () => {
    const statements = ofType('AWS::KMS::Key').flatMap(statementsOf)
    const forServices = statements.filter(
      ({ Principal }) => typeof Principal === 'object' && 'Service' in Principal,
    )
    expect(forServices).toHaveLength(10)
    for (const { Condition } of forServices) {
      expect(Condition?.ArnLike).toHaveProperty('aws:SourceArn')
      expect(Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
    }
  })

  test('a key may be used by its account and by services under conditions, and by nobody else', () => {
    for (const { Principal } of ofType('AWS::KMS::Key').flatMap(statementsOf)) {
      expect(Principal).not.toBe('*')
      expect(Object.keys(Principal as object)).toEqual([expect.stringMatching(/^(Service|AWS)$/)])
    }
  })

  test('every role is granted named actions on named resources, except for X-Ray, SES and the objects of a bucket', () => {
    for (const { Action, Resource } of ofType('AWS::IAM::Policy').flatMap(statementsOf)) {
      expect(JSON.stringify(Action)).not.toContain('*')
      if (/^(xray|ses):/.test(String(Action))) continue
      const ofObjects = [Action].flat().every(each => OBJECT_ACTION.test(String(each)))
      expect(JSON.stringify(Resource)).not.toContain(ofObjects ? '"/*' : '*')
    }
  })

  test('a role uses the key of a domain only through a service', () => {
    const uses = ofType('AWS::IAM::Policy')
      .flatMap(statementsOf)
      .filter(({ Action }) => String(Action).includes('kms:') && Action !== 'kms:GenerateMac')
    expect(uses).not.toHaveLength(0)
    for (const { Condition } of uses) expect(Condition?.StringEquals).toHaveProperty('kms:ViaService')
  })

  test('a queue or topic lets a service in for one source of this account', () => {
    const policies = [...ofType('AWS::SQS::QueuePolicy'), ...ofType('AWS::SNS::TopicPolicy')]
    const allowed = policies.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow')
    expect(allowed).not.toHaveLength(0)
    for (const { Condition } of allowed) {
      expect({ ...Condition?.ArnEquals, ...Condition?.ArnLike }).toHaveProperty('aws:SourceArn')
      expect(Condition?.StringEquals).toHaveProperty('aws:SourceAccount')
    }
  })

  test('every route requires signed requests, except the links in mails, whose tokens are the authorization', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties)
    const byAuthorization = Object.groupBy(routes, route => String(route.AuthorizationType))
    const keys = (authorization: string) =>
      byAuthorization[authorization]?.map(route => route.RouteKey).toSorted()
    expect(keys('AWS_IAM')).toEqual([
      'DELETE /authors/{id}/subscribers/{subscriber}',
      'DELETE /posts/{id}',
      'DELETE /reminders/{customerId}',
      'GET /purchases/{id}',
      'GET /trends',
      'GET /trends/{sku}',
      'GET /videos/{id}',
      'HEAD /purchases/{id}',
      'HEAD /trends',
      'HEAD /trends/{sku}',
      'HEAD /videos/{id}',
      'POST /events',
      'POST /posts',
      'POST /purchases',
      'POST /videos',
      'POST /videos',
      'PUT /authors/{id}/subscribers/{subscriber}',
      'PUT /reminders/{customerId}',
    ])
    expect(keys('NONE')).toEqual([
      'GET /unsubscribe',
      'GET /unsubscribe',
      'GET /videos/{id}/files/{file}',
      'HEAD /unsubscribe',
      'HEAD /unsubscribe',
      'HEAD /videos/{id}/files/{file}',
      'POST /unsubscribe',
      'POST /unsubscribe',
    ])
    expect(Object.keys(byAuthorization)).toHaveLength(2)
  })

  test('every bucket is encrypted by the key of its domain, and lets nobody in without TLS', () => {
    const buckets = ofType('AWS::S3::Bucket')
    expect(buckets).toHaveLength(5)
    for (const bucket of buckets) {
      const { ServerSideEncryptionConfiguration: rules } = bucket.Properties.BucketEncryption as Record<
        string,
        unknown
      >
      expect(rules).toEqual([
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] },
          },
        },
      ])
      const policies = ofType('AWS::S3::BucketPolicy').filter(
        policy => policy.stack === bucket.stack && named(policy, 'Bucket') === bucket.id,
      )
      expect(policies.flatMap(statementsOf).map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
        ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ])
    }
  })
})
