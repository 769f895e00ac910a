import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';

/** The function reads exports, and reads and writes batches. */
export function bucketAccess(bucketArn: string): PolicyStatementProps[] {
  return [
    {
      sid: 'ReadExportsAndBatches',
      // HeadObject and the source of UploadPartCopy need it, too.
      actions: ['s3:GetObject'],
      resources: [`${bucketArn}/export/*`, `${bucketArn}/batch/*`],
    },
    {
      sid: 'WriteBatches',
      // PutObject covers multipart uploads, except for their abort.
      actions: ['s3:PutObject', 's3:PutObjectTagging', 's3:AbortMultipartUpload'],
      resources: [`${bucketArn}/batch/*`],
    },
    tellMissing(bucketArn, 's3:ListBucket', 's3:ListBucketMultipartUploads'),
  ];
}

/** The teller reads the marker and the last reason of a message, and writes the marker. */
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

/** Without s3:ListBucket, S3 answers 403 for a missing object. A HEAD has no s3:prefix, so a condition on it would never hold. */
function tellMissing(bucketArn: string, ...actions: string[]): PolicyStatementProps {
  return { sid: 'TellMissingFromForbidden', actions, resources: [bucketArn] };
}
