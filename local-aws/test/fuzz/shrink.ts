import type { FuzzRequest } from './client-request.ts'
import type { Finding, Fuzzer } from './fuzzer.ts'

/** Requests that get no answer take long. */
const MOST_MS = 15_000

/**
 * Looks for the smallest request that causes the same as the finding's, one change after the other.
 *
 * @param fuzzer one that has just begun
 * @returns undefined if the request alone does not cause it: it needs the steps before
 */
export async function shrink(fuzzer: Fuzzer, { request, what }: Finding): Promise<FuzzRequest | undefined> {
  if (!request || !(await causes(fuzzer, request, what))) return undefined
  let smallest = request
  const end = performance.now() + MOST_MS
  for (let found = true; found; ) {
    found = false
    for (const candidate of smaller(smallest)) {
      if (performance.now() > end) return smallest
      if (!(await causes(fuzzer, candidate, what))) continue
      smallest = candidate
      found = true
      break
    }
  }
  return smallest
}

async function causes(fuzzer: Fuzzer, request: FuzzRequest, what: string): Promise<boolean> {
  const finding = await fuzzer.try(request)
  return finding !== undefined && withoutNumbers(finding.what) === withoutNumbers(what)
}

const withoutNumbers = (text: string) => text.replaceAll(/\d+/g, '0')

function* smaller(request: FuzzRequest): Generator<FuzzRequest> {
  yield* without(request, 'query')
  yield* without(request, 'headers')
  for (const text of smallerTexts(request.body.toString())) yield { ...request, body: Buffer.from(text) }
}

function* without(request: FuzzRequest, part: 'query' | 'headers'): Generator<FuzzRequest> {
  for (const name of Object.keys(request[part])) {
    const { [name]: _, ...rest } = request[part]
    yield { ...request, [part]: rest }
  }
}

function* smallerTexts(text: string): Generator<string> {
  if (text === '') return
  yield ''
  yield* smallerDocuments(text)
  const pairs = text.split('&')
  if (pairs.length > 1) for (const index of pairs.keys()) yield pairs.toSpliced(index, 1).join('&')
  if (text.length <= 40) return
  const half = Math.floor(text.length / 2)
  yield text.slice(0, half)
  yield text.slice(half)
}

function* smallerDocuments(text: string): Generator<string> {
  try {
    for (const value of smallerValues(JSON.parse(text))) yield JSON.stringify(value)
  } catch {
    // No JSON, or too deep.
  }
}

function* smallerValues(value: unknown): Generator<unknown> {
  if (typeof value === 'string' && value.length > 8) yield value.slice(0, value.length / 2)
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    if (value.length > 2) yield value.slice(0, value.length / 2)
    for (const index of value.keys()) yield value.toSpliced(index, 1)
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!Array.isArray(value))
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
    for (const smallerInner of smallerValues(inner)) {
      yield Array.isArray(value) ? value.with(Number(key), smallerInner) : { ...value, [key]: smallerInner }
    }
  }
}
