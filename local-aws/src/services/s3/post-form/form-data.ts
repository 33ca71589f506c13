import { invalidArgument, s3Error } from '../errors.ts'

/** A form of the type `multipart/form-data` that a browser posted. */
export interface PostedForm {
  /** By lower-case name, in the order of the form. Only fields before the file count; "any others are ignored". */
  fields: ReadonlyMap<string, string>
  /** A view of the body, not a copy. */
  content: Buffer
  /** Without the path that some browsers send; undefined if the content is not a file. */
  fileName: string | undefined
}

/** "MaxPostPreDataLengthExceeded: your POST request fields preceding the upload file were too large": 20 KB. */
const MAX_FIELD_BYTES = 20 * 1024
/** The headers of all parts together; S3 does not document its bound. */
const MAX_HEADER_BYTES = 256 * 1024
const BLANK_LINE = '\r\n\r\n'

/** @throws AwsError `PreconditionFailed`, `MalformedPOSTRequest`, `InvalidArgument`, `MaxPostPreDataLengthExceeded` */
export function postedForm(contentType: string | undefined, body: Buffer): PostedForm {
  const delimiter = `\r\n--${boundaryOf(contentType)}`
  const fields = new Map<string, string>()
  let fieldBytes = 0
  for (const part of partsOf(body, delimiter)) {
    if (part.name === 'file') {
      return { fields, content: part.content, fileName: part.fileName?.replace(/^.*[/\\]/s, '') }
    }
    fieldBytes += part.content.length
    if (fieldBytes > MAX_FIELD_BYTES) throw fieldsTooLarge()
    fields.set(part.name, part.content.toString('utf8'))
  }
  throw invalidArgument('POST requires exactly one file upload per request.', 'file', '0')
}

function boundaryOf(contentType = ''): string {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) {
    throw s3Error(
      412,
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
    )
  }
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  if (!boundary) throw malformedForm()
  return (boundary[1] ?? boundary[2]) as string
}

interface Part {
  name: string
  fileName: string | undefined
  content: Buffer
}

/** RFC 7578. The first delimiter may be at the start, without a preceding line break. */
function* partsOf(body: Buffer, delimiter: string): Generator<Part> {
  const first = delimiter.slice(2)
  const opensAtOnce = body.subarray(0, first.length).toString('latin1') === first
  let headerBytes = 0
  let at = opensAtOnce ? first.length : body.indexOf(delimiter) + delimiter.length
  if (at < delimiter.length && !opensAtOnce) throw malformedForm()
  while (body.subarray(at, at + 2).toString('latin1') !== '--') {
    const headersEnd = body.indexOf(BLANK_LINE, at)
    const contentStart = headersEnd + BLANK_LINE.length
    const contentEnd = headersEnd < 0 ? -1 : body.indexOf(delimiter, contentStart - 2)
    if (contentEnd < 0) throw malformedForm()
    headerBytes += contentStart - at
    if (headerBytes > MAX_HEADER_BYTES) throw fieldsTooLarge()
    yield {
      ...disposition(body.subarray(at, headersEnd).toString('utf8')),
      content: body.subarray(contentStart, Math.max(contentStart, contentEnd)),
    }
    at = contentEnd + delimiter.length
  }
}

function disposition(headers: string): Pick<Part, 'name' | 'fileName'> {
  const line = /^content-disposition:\s*form-data\s*(;.*)$/im.exec(headers)?.[1]
  const name = parameterOf(line, 'name')
  if (name === undefined) throw malformedForm()
  return { name: name.toLowerCase(), fileName: parameterOf(line, 'filename') }
}

/** Browsers escape quotation marks and line breaks as `%22`, `%0D`, `%0A` (HTML standard, "multipart/form-data"). */
function parameterOf(line: string | undefined, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(line ?? '')
  return (match?.[1] ?? match?.[2])?.replace(/%(22|0D|0A)/gi, escaped => decodeURIComponent(escaped))
}

const malformedForm = () =>
  s3Error(
    400,
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  )

const fieldsTooLarge = () =>
  s3Error(
    400,
    'MaxPostPreDataLengthExceeded',
    'Your POST request fields preceding the upload file were too large.',
    { MaxPostPreDataLengthBytes: MAX_FIELD_BYTES },
  )
