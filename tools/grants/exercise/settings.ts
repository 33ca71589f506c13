/**
 * The settings of the stage whose grants are used: with each function and each grant that settings can add. What only
 * stages named `prod…` have is left out, the role of CodeDeploy: test/tools/grants/canaries.test.ts uses its grants.
 */
export const EXERCISED_SETTINGS = {
  purchasesArchiveDays: 30,
  // The local AWS has verified the domain of the default sender.
  senderIdentity: 'domain',
  streamFanOut: true,
  experiments: true,
  // Otherwise the run would wait five minutes for an object of the lake.
  lakeBufferSeconds: 1,
} as const
