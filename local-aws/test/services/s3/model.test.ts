import * as sdk from '@aws-sdk/client-s3'
import { BUCKET_CONFIGURATION } from '../../../src/services/s3/actions/buckets.ts'
import { DELETION } from '../../../src/services/s3/actions/put-and-delete.ts'
import { VERSIONING } from '../../../src/services/s3/actions/versioning.ts'
import { ENCRYPTION } from '../../../src/services/s3/configuration/default-encryption.ts'
import { LIFECYCLE } from '../../../src/services/s3/configuration/lifecycle-rule.ts'
import {
  OWNERSHIP_CONTROLS,
  PUBLIC_ACCESS_BLOCK,
} from '../../../src/services/s3/configuration/public-access.ts'
import { CORS } from '../../../src/services/s3/cors/cors-rule.ts'
import { COMPLETION } from '../../../src/services/s3/multipart-completion.ts'
import { NOTIFICATION_CONFIGURATION } from '../../../src/services/s3/notifications/notification-configuration.ts'
import { TAGGING } from '../../../src/services/s3/object-tags.ts'
import { isRefused } from '../../../src/services/s3/refused-headers.ts'
import type { XmlShape } from '../../../src/services/s3/xml-document.ts'
import { s3Rig } from './s3-rig.ts'

/*
 * The SDK knows S3's model: each operation's headers, query parameters and elements. All of them are either simulated or
 * refused by name; a newer SDK that knows more fails these tests.
 */

const rig = s3Rig()

/** A schema of the SDK: a tuple that begins with a number for its kind; a name and traits follow. */
type Schema = readonly unknown[]
type Traits = Record<string, string | number | readonly unknown[] | undefined>
interface Member {
  name: string
  schema: unknown
  traits: Traits
}

const [LIST, STRUCTURE, OPERATION] = [1, 3, 9]

/** A member's schema is a function, a number for a simple type, or a pair of one of them and traits. */
function member(name: string, reference: unknown): Member {
  if (!Array.isArray(reference) || typeof reference[1] !== 'object')
    return { name, schema: reference, traits: {} }
  return { name, schema: reference[0], traits: reference[1] as Traits }
}

function resolved(reference: unknown): Schema | undefined {
  const schema = typeof reference === 'function' ? (reference as () => unknown)() : reference
  return Array.isArray(schema) ? schema : undefined
}

function membersOf(reference: unknown): Member[] {
  const schema = resolved(reference)
  if (schema?.[0] !== STRUCTURE) return []
  const [names, schemas] = [schema[4] as string[], schema[5] as unknown[]]
  return names.map((name, index) => member(name, schemas[index]))
}

const operations = Object.values(sdk as Record<string, unknown>).filter(
  (value): value is Schema => Array.isArray(value) && value[0] === OPERATION,
)
const nameOf = (operation: Schema) => operation[2] as string
const inputOf = (operation: Schema) => membersOf(operation[4])
const isSimulated = (operation: Schema) => rig.s3.api.operations.includes(nameOf(operation))

/** Headers that the simulated operations act on, or that change nothing in one account without Object Lock. */
const SIMULATED_HEADERS =
  /^(?:cache-control|content-.+|expires|if-.+|range|x-amz-acl|x-amz-bypass-governance-retention|x-amz-checksum-(?:algorithm|crc.+|mode|sha1|sha256|type)|x-amz-confirm-remove-self-bucket-access|x-amz-copy-source(?:-if-.+|-range)?|x-amz-(?:source-)?expected-bucket-owner|x-amz-grant-.+|x-amz-max-parts|x-amz-metadata-directive|x-amz-mp-object-size|x-amz-object-attributes|x-amz-object-ownership|x-amz-part-number-marker|x-amz-request-payer|x-amz-sdk-checksum-algorithm|x-amz-server-side-encryption|x-amz-server-side-encryption-(?:aws-kms-key-id|bucket-key-enabled)|x-amz-skip-destination-validation|x-amz-storage-class|x-amz-tagging|x-amz-tagging-directive|x-amz-transition-default-minimum-object-size|x-amz-website-redirect-location)$/

const SIMULATED_PARAMETERS =
  /^(?:bucket-region|continuation-token|delimiter|encoding-type|fetch-owner|key-marker|marker|max-(?:buckets|keys|parts|uploads)|part-number-marker|partNumber|prefix|response-.+|start-after|upload-id-marker|uploadId|version-id-marker|versionId)$/

/** @own what is refused as not simulated */
describe('what the model knows is simulated or refused', () => {
  test('headers', () => {
    const headers = operations
      .filter(isSimulated)
      .flatMap(inputOf)
      .flatMap(({ traits }) =>
        traits.httpHeader === undefined ? [] : [String(traits.httpHeader).toLowerCase()],
      )
    expect(headers.length).toBeGreaterThan(300)
    const unknown = headers.filter(name => SIMULATED_HEADERS.test(name) === isRefused(name))
    expect([...new Set(unknown)]).toEqual([])
  })

  test('query parameters', () => {
    const parameters = operations
      .filter(isSimulated)
      .flatMap(inputOf)
      .flatMap(({ traits }) => (traits.httpQuery === undefined ? [] : [String(traits.httpQuery)]))
    expect(parameters.length).toBeGreaterThan(50)
    expect(parameters.filter(name => !SIMULATED_PARAMETERS.test(name))).toEqual([])
  })

  test.each<[string, string, XmlShape]>([
    ['CreateBucket', 'CreateBucketConfiguration', BUCKET_CONFIGURATION],
    ['DeleteObjects', 'Delete', DELETION],
    ['PutBucketVersioning', 'VersioningConfiguration', VERSIONING],
    ['PutBucketEncryption', 'ServerSideEncryptionConfiguration', ENCRYPTION],
    ['PutBucketLifecycleConfiguration', 'LifecycleConfiguration', LIFECYCLE],
    ['PutBucketOwnershipControls', 'OwnershipControls', OWNERSHIP_CONTROLS],
    ['PutPublicAccessBlock', 'PublicAccessBlockConfiguration', PUBLIC_ACCESS_BLOCK],
    ['PutBucketCors', 'CORSConfiguration', CORS],
    ['CompleteMultipartUpload', 'MultipartUpload', COMPLETION],
    ['PutBucketNotificationConfiguration', 'NotificationConfiguration', NOTIFICATION_CONFIGURATION],
    ['PutBucketTagging', 'Tagging', TAGGING],
    ['PutObjectTagging', 'Tagging', TAGGING],
  ])('elements of %s', (name, payload, shape) => {
    const operation = operations.find(each => nameOf(each) === name) as Schema
    const { schema } = inputOf(operation).find(each => each.name === payload) as Member
    expect(missingElements(schema, shape, payload)).toEqual([])
  })
})

/** The paths of elements that the schema has and the shape lacks. */
function missingElements(schema: unknown, shape: XmlShape, path: string): string[] {
  if (typeof shape === 'string') return []
  return membersOf(schema).flatMap(each => {
    const name = String(each.traits.xmlName ?? each.name)
    const inside = shape[name]
    const here = `${path}.${name}`
    return inside === undefined ? [here] : missingInside(each, inside, here)
  })
}

function missingInside({ schema, traits }: Member, shape: XmlShape, path: string): string[] {
  const list = resolved(schema)
  if (list?.[0] !== LIST) return missingElements(schema, shape, path)
  const item = member('member', list[4])
  if (traits.xmlFlattened !== undefined) return missingElements(item.schema, shape, path)
  const name = String(item.traits.xmlName ?? 'member')
  const inside = typeof shape === 'string' ? shape : shape[name]
  return inside === undefined ? [`${path}.${name}`] : missingElements(item.schema, inside, `${path}.${name}`)
}

/** @own what is refused as not simulated */
test('an operation that is not simulated is refused by name, never taken for another', async () => {
  const Bucket = rig.bucket()
  const others = operations.filter(
    operation => !isSimulated(operation) && nameOf(operation) !== 'WriteGetObjectResponse',
  )
  expect(others.length).toBeGreaterThan(40)
  const taken: string[] = []
  for (const operation of others) {
    const [method, path] = (operation[3] as { http: [string, string] }).http
    const target = path.replace(/^\/(?:\{Key\+\})?/, key => `/${Bucket}${key === '/' ? '' : '/key'}`)
    const response = await rig.request(target, { method })
    if (response.status !== 501) taken.push(`${nameOf(operation)} ${response.status}`)
  }
  expect(taken).toEqual([])
})
