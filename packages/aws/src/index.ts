export { createS3Client, createSqsClient, type ClientOptions } from './client/aws-clients.ts';
export { S3Source, WHOLE_OBJECT_READING } from './source/s3-source.ts';
export { S3Store, type FinishedBatch, type S3StoreOptions } from './store/s3-store.ts';
export { abortStaleUploads, type StaleUploadsOptions } from './store/abort-stale-uploads.ts';
export { readJsonObject, writeJsonObject, type WriteJsonOptions } from './store/json-objects.ts';
export { NO_TRANSFER, TransferCounter, type Transfer } from './transfer/transfer-counter.ts';
export { changeVisibility, sendMessage } from './sqs/messages.ts';
export { listKeys } from './store/list-keys.ts';
export { parseS3Url, type S3Location } from './s3-url.ts';
