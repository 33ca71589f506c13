/** IAM's client is no dependency of this project: the Query protocol by hand. */
export async function iamRequest(
  endpoint: string,
  Action: string,
  input: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/iam/aws4_request' },
    body: new URLSearchParams({ Action, Version: '2010-05-08', ...input }),
  })
  return { status: response.status, text: await response.text() }
}
