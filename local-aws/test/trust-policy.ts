/** Who may assume the roles of tests. */
export const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: {
        AWS: 'arn:aws:iam::000000000000:root',
        Service: ['codedeploy.amazonaws.com', 'firehose.amazonaws.com', 'lambda.amazonaws.com'],
      },
      Action: 'sts:AssumeRole',
    },
  ],
}
