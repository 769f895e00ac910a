import { StarPrincipal, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';

/** What the function does in the bucket, and nothing more: read exports, write and read batches. */
function bucketAccess(bucketArn: string): PolicyStatementProps[] {
  return [
    {
      sid: 'ReadExportsAndBatches',
      // Also what HeadObject needs, and the source of UploadPartCopy.
      actions: ['s3:GetObject'],
      resources: [`${bucketArn}/export/*`, `${bucketArn}/batch/*`],
    },
    {
      sid: 'WriteBatches',
      // Every step of a multipart upload but its end by failure is a PutObject.
      actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'],
      resources: [`${bucketArn}/batch/*`],
    },
    {
      sid: 'TellMissingFromForbidden',
      // Without s3:ListBucket a missing object is a 403. No condition on s3:prefix: a HEAD has none, so it would never hold.
      actions: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucketArn],
    },
  ];
}

/** For the function's role. */
export function bucketStatements(bucketArn: string): PolicyStatement[] {
  return bucketAccess(bucketArn).map((props) => new PolicyStatement(props));
}

/** The same for the endpoint of S3, through which nobody can reach anything else. */
export function bucketEndpointStatements(bucketArn: string): PolicyStatement[] {
  return bucketAccess(bucketArn).map(
    (props) => new PolicyStatement({ ...props, principals: [new StarPrincipal()] }),
  );
}

/** For a bucket whose objects are encrypted with a key of its own: both are needed for a multipart upload, too. */
export function bucketKeyStatement(keyArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'UseBucketKey',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [keyArn],
  });
}
