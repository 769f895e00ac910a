import type { S3Client } from '@aws-sdk/client-s3';
import type { Configuration } from '../configuration.ts';
import type { JobLog } from '../observe/job-log.ts';
import type { Logger } from '../observe/logger.ts';

export interface JobTools {
  readonly s3: S3Client;
  readonly configuration: Configuration;
  readonly log: Logger;
  readonly progress: JobLog;
  readonly signal: AbortSignal | undefined;
}
