import { CORS, corsRulesOf, corsRulesXml } from '../cors/cors-rule.ts'
import { s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/** Put, get and delete a bucket's CORS rules. */
export function corsOperations(operation: BucketOperation): S3Operation[] {
  return [
    operation('PutBucketCors', 'PUT', 'cors', ({ settings }, { body }) => {
      settings.cors = corsRulesOf(parseXml(body, 'CORSConfiguration', CORS))
      return undefined
    }),
    operation('GetBucketCors', 'GET', 'cors', ({ name, settings }) => {
      if (settings.cors) return { body: xmlDocument('CORSConfiguration', corsRulesXml(settings.cors)) }
      throw s3Error(404, 'NoSuchCORSConfiguration', 'The CORS configuration does not exist', {
        BucketName: name,
      })
    }),
    operation('DeleteBucketCors', 'DELETE', 'cors', ({ settings }) => {
      settings.cors = undefined
      return undefined
    }),
  ]
}
