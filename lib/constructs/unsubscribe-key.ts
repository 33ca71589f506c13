import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import type { Domain } from './domain.ts'

/**
 * The key for the tokens of unsubscribe links. It never leaves KMS and has no other use.
 *
 * It is not rotated, because KMS does not rotate HMAC keys, and because a link must work for as long as the mail is
 * kept.
 */
export class UnsubscribeKey extends Construct {
  readonly keyId: string
  readonly #key: Key

  constructor(scope: Construct, id: string, { name, stage, removalPolicy }: Domain) {
    super(scope, id)
    this.#key = new Key(this, 'Key', {
      description: `Tokens of unsubscribe links (stage ${stage})`,
      alias: `messaging/${stage}/${name}-unsubscribe`,
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy,
    })
    this.keyId = this.#key.keyId
  }

  grantGenerateMac(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:GenerateMac'], resources: [this.#key.keyArn] }),
    )
  }
}
