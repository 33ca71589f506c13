import type { Pipelines } from './pipelines.ts'

/** The function that takes the messages of a queue or a stream, `shop-shipping`; undefined where none does. */
export function serviceOf(
  arn: string,
  { sources, functions }: Pick<Pipelines, 'sources' | 'functions'>,
): string | undefined {
  const source = sources.find(source => source.arn === arn)
  return functions.find(({ name }) => name === source?.functionName)?.service
}
