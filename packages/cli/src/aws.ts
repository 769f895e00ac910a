// All of AWS that the command uses. It takes long to load, so it is imported only when needed, and built as its own chunk.
import type { BatchHandler, createFunctions } from '@biospex/batch-lambda/create-functions';
export {
  createS3Client,
  listKeys,
  parseS3Url,
  S3Source,
  S3Store,
  TransferCounter,
  WHOLE_OBJECT_READING,
} from '@biospex/batch-aws';

// On Node 20, the SDK would warn before every result that its next versions need a newer Node.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/**
 * Loads the Lambda function, which reads its environment now.
 *
 * @param log takes the log, without metrics; stdout takes both by default
 */
export async function loadHandler(log?: Parameters<typeof createFunctions>[1]): Promise<BatchHandler> {
  const lambda = await import('@biospex/batch-lambda/create-functions');
  if (log !== undefined) process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
  // The outcome is a line of level info.
  const environment = log === undefined ? process.env : { ...process.env, LOG_LEVEL: 'info' };
  return lambda.createFunctions(environment, log).handler;
}
