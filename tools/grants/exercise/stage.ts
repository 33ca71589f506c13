import type { Connection } from '../../clients/connection.ts'
import { type Pipelines, readPipelines } from '../../clients/pipelines/pipelines.ts'
import { type SignedFetch, signedFetch } from '../../clients/signed-request.ts'
import { type StackOutputs, stackOutputs } from '../../clients/stack-outputs.ts'
import type { Target } from '../../clients/target.ts'
import { type DeployedTemplate, stageTemplates } from '../stage-templates.ts'

/** The stage whose grants are used. */
export interface Stage {
  readonly name: string
  readonly endpoint: string
  readonly connection: Connection
  /** Signs requests to its APIs. */
  readonly request: SignedFetch
  readonly pipelines: Pipelines
  readonly templates: readonly DeployedTemplate[]
  /** @param part the last part of the stack's name: `Shop` */
  outputs(part: string): Promise<StackOutputs>
}

/** @throws MissingStageError */
export async function openStage({ connection, stage: name }: Target): Promise<Stage> {
  const [pipelines, templates] = await Promise.all([
    readPipelines(connection, name),
    stageTemplates(connection, name),
  ])
  return {
    name,
    endpoint: connection.endpoint ?? '',
    connection,
    request: signedFetch(connection),
    pipelines,
    templates,
    outputs: part => stackOutputs(connection, `Messaging-${name}-${part}`),
  }
}
