/** The body of a trigger message as BIOSPEX sends it. */
export const trigger = {
  downloadId: 7,
  file: '123-2-6f1c2a50-9d1e-4a0b-8a57-0c3f5b1d2e77.zip',
  exportPath: 'export/123-2-6f1c2a50-9d1e-4a0b-8a57-0c3f5b1d2e77.zip',
  totalSize: 8_123_456_789,
  s3Bucket: 'biospex-app',
  updatesQueueUrl: 'https://sqs.us-east-2.amazonaws.com/123456789012/prod-batch-update',
} as const;

/** The same with other fields; undefined leaves one out. */
export function triggerBody(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ ...trigger, ...changes });
}
