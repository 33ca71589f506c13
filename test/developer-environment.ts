import type { LocalAws } from '@messaging-on-aws/local-aws'

/** The environment of a tool that is given the address of a local AWS within a test, which announces no credentials. */
export function developerEnvironment({ developer }: LocalAws): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ACCESS_KEY_ID: developer.accessKeyId,
    AWS_SECRET_ACCESS_KEY: developer.secretAccessKey,
  }
}
