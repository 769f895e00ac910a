import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';

/** What the function does in the bucket, and nothing more: reads exports, reads and writes batches. */
export function bucketAccess(bucketArn: string): PolicyStatementProps[] {
  return [
    {
      sid: 'ReadExportsAndBatches',
      // Also what HeadObject needs, and the source of UploadPartCopy.
      actions: ['s3:GetObject'],
      resources: [`${bucketArn}/export/*`, `${bucketArn}/batch/*`],
    },
    {
      sid: 'WriteBatches',
      // Every step of a multipart upload is a PutObject, but for its end by failure.
      actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'],
      resources: [`${bucketArn}/batch/*`],
    },
    tellMissing(bucketArn, 's3:ListBucket', 's3:ListBucketMultipartUploads'),
  ];
}

/** What the teller does there: it looks for the marker and the last reason of a message, and writes the marker. */
export function tellerBucketAccess(bucketArn: string): PolicyStatementProps[] {
  const markers = `${bucketArn}/batch/answered/*`;
  return [
    {
      sid: 'ReadMarkersAndReasons',
      actions: ['s3:GetObject'],
      resources: [markers, `${bucketArn}/batch/reasons/*`],
    },
    { sid: 'WriteMarkers', actions: ['s3:PutObject', 's3:PutObjectTagging'], resources: [markers] },
    tellMissing(bucketArn, 's3:ListBucket'),
  ];
}

/** Without s3:ListBucket a missing object is a 403. No condition on s3:prefix: a HEAD has none, so it would never hold. */
function tellMissing(bucketArn: string, ...actions: string[]): PolicyStatementProps {
  return { sid: 'TellMissingFromForbidden', actions, resources: [bucketArn] };
}
