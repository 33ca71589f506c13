import type { IncomingHttpHeaders } from 'node:http'
import { invalidArgument } from '../errors.ts'
import { verifiedChecksum } from '../integrity.ts'
import type { ObjectStore } from '../object-store.ts'
import { TAGGING, tagsOfXml } from '../object-tags.ts'
import type { LiveVersion } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { type PostedForm, postedForm } from '../post-form/form-data.ts'
import { type FormSignatures, missingField } from '../post-form/form-signature.ts'
import { checkPolicyHolds, postPolicy } from '../post-form/post-policy.ts'
import { putObject, writtenHeaders } from '../put-object.ts'
import { checkSimulatedHeaders } from '../refused-headers.ts'
import { checkKeyLength } from '../request-target.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'

/** Form fields with the same meaning as the headers of a PUT. */
const OBJECT_FIELD =
  /^(?:cache-control|content-(?:type|disposition|encoding|language)|expires|x-amz-(?:meta-.+|storage-class|tagging|server-side-encryption.*|checksum-.+|sdk-checksum-algorithm|website-redirect-location))$/

/**
 * Stores an object from an HTML form, so that a browser can upload it: one that a principal with write access has
 * signed, or any form if the bucket's policy lets everyone write.
 */
export function postObject(store: ObjectStore, signatures: FormSignatures): S3Operation {
  return {
    name: 'PostObject',
    method: 'POST',
    on: 'bucket',
    open: true,
    async run(request) {
      const bucket = store.buckets.get(request.bucket)
      const form = postedForm(request.headers['content-type'], request.body)
      const signer = signatures.verify(form.fields)
      const key = keyOf(form)
      const headers = headersOf(form.fields)
      const { caller, signature } = signer ?? {}
      const put: S3Request = { ...request, key, headers, body: form.content, caller, signature }
      store.access.authorize('PostObject', put)
      if (signer) {
        const fields = new Map([...form.fields, ['key', key], ['bucket', bucket.name]])
        checkPolicyHolds(postPolicy(signer.policy), fields, form.content.length, signer.now)
      }
      checkSimulatedHeaders(Object.fromEntries(form.fields))
      await verifiedChecksum(headers, form.content)
      const version = await putObject(store, put, 's3:ObjectCreated:Post')
      const location = `${request.bucketUrl}/${encodeURIComponent(key)}`
      const written = { ...writtenHeaders(bucket, version), location }
      return answer(form.fields, written, { bucket: bucket.name, version, location })
    },
  }
}

/** "The variable ${filename} is automatically replaced with the name of the file provided by the user". */
function keyOf({ fields, fileName }: PostedForm): string {
  const given = fields.get('key')
  if (given === undefined) throw missingField('key')
  const key = fileName === undefined ? given : given.replace(/\$\{filename\}/g, () => fileName)
  if (key === '') throw invalidArgument('User key must have a length greater than 0.', 'key', '')
  checkKeyLength(key)
  return key
}

function headersOf(fields: ReadonlyMap<string, string>): IncomingHttpHeaders {
  const headers = Object.fromEntries([...fields].filter(([name]) => OBJECT_FIELD.test(name)))
  const acl = fields.get('acl')
  const tagging = fields.get('tagging')
  return {
    ...headers,
    ...(acl !== undefined && { 'x-amz-acl': acl }),
    ...(tagging !== undefined && { 'x-amz-tagging': taggingHeader(tagging) }),
  }
}

/** Converts tags from XML, as in the field, to a query, as in the header. */
function taggingHeader(tagging: string): string {
  return new URLSearchParams([...tagsOfXml(parseXml(Buffer.from(tagging), 'Tagging', TAGGING))]).toString()
}

/**
 * The response that `success_action_redirect` and `success_action_status` request; "if the value is … not valid", 204
 * without a body.
 */
function answer(
  fields: ReadonlyMap<string, string>,
  headers: Record<string, string>,
  { bucket, version, location }: { bucket: string; version: LiveVersion; location: string },
): S3Response {
  const eTag = `"${version.object.eTag}"`
  const redirect = redirectOf(fields.get('success_action_redirect') ?? fields.get('redirect'))
  if (redirect) {
    redirect.searchParams.append('bucket', bucket)
    redirect.searchParams.append('key', version.key)
    redirect.searchParams.append('etag', eTag)
    return { status: 303, headers: { ...headers, location: redirect.href } }
  }
  const status = fields.get('success_action_status')
  if (status === '200') return { status: 200, headers }
  if (status !== '201') return { status: 204, headers }
  const content = { Location: location, Bucket: bucket, Key: version.key, ETag: eTag }
  return { status: 201, headers, body: xmlDocument('PostResponse', content) }
}

/** "If Amazon S3 cannot interpret the URL, it acts as if the field is not present." */
function redirectOf(url: string | undefined): URL | undefined {
  if (!url || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  return /^https?:$/.test(parsed.protocol) ? parsed : undefined
}
