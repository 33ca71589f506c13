/** The quotas of an account (Lambda developer guide, "Lambda quotas") that apply here. */
export const QUOTAS = {
  /** "Concurrent executions: 1,000". */
  concurrentExecutions: 1_000,
  /** The minimum of "the account's UnreservedConcurrentExecution". */
  minimumUnreservedConcurrency: 100,
  /** "Function timeout: 900 seconds (15 minutes)". */
  timeoutSeconds: 900,
  /** "Function memory allocation: 128 MB to 10,240 MB". */
  memorySizeMb: { least: 128, most: 10_240 },
  /** "Invocation payload (request and response): 6 MB each for request and response (synchronous)". */
  synchronousPayloadBytes: 6_291_456,
  /** The limit of a response, which is larger because of the envelope; AWS reports this number. */
  responsePayloadBytes: 6_291_556,
  /** "1 MB for the asynchronous" invocation. */
  asynchronousPayloadBytes: 1_048_576,
  /** "Environment variables: 4 KB, for all environment variables associated with the function, in aggregate". */
  environmentBytes: 4_096,
  /** "Function layers: five layers". */
  layersPerFunction: 5,
  /** "250 MB, the maximum size of the contents of a deployment package, including layers … unzipped". */
  unzippedBytes: 262_144_000,
  /** "50 MB (zipped, when uploaded through the Lambda API or SDKs)". */
  zippedBytes: 52_428_800,
  /** "Storage for uploaded functions (.zip file archives) and layers: 75 GB". */
  codeStorageBytes: 80_530_636_800,
  /** "/tmp directory storage: between 512 MB and 10,240 MB, in 1-MB increments". */
  ephemeralStorageMb: { least: 512, most: 10_240 },
  /** "Event source mappings: filters 5". */
  filtersPerMapping: 5,
} as const
