/** What support asks for beside the request's id: `x-amz-id-2`, `HostId`. */
export function hostId(requestId: string): string {
  return Buffer.from(requestId).toString('base64')
}
