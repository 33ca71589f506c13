/** The names of the endpoint: `localhost`, `s3.localhost`, `s3.eu-west-1.localhost`, perhaps after a bucket's name. */
const ENDPOINT = /(?:^|\.)(?:s3(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.)?localhost$/

/**
 * The bucket in the host of a virtual-hosted address (User Guide, "Virtual hosting of general purpose buckets"): the
 * SDKs use such addresses for an endpoint whose host is a name, such as `http://localhost:4566`.
 *
 * @param host with or without a port
 * @returns undefined for a path-style address
 */
export function hostedBucket(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
  const endpoint = ENDPOINT.exec(name)
  return endpoint === null || endpoint.index === 0 ? undefined : name.slice(0, endpoint.index)
}
