import { type SignedTarget, signedFetch } from '../../signed-request.ts'

/** IAM's client is no dependency of this project: the Query protocol by hand. */
export async function iamRequest(
  target: SignedTarget,
  Action: string,
  input: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const response = await signedFetch(target, 'iam', '/', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams({ Action, Version: '2010-05-08', ...input })),
  })
  return { status: response.status, text: await response.text() }
}
