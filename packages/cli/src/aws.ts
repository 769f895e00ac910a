// All of AWS that the command uses. It is imported when it is asked for, since it takes long to load; the build makes a file
// of its own of it.
import type { handler } from '@biospex/batch-lambda';
export {
  createS3Client,
  listKeys,
  parseS3Url,
  S3Source,
  S3Store,
  TransferCounter,
  WHOLE_OBJECT_READING,
} from '@biospex/batch-aws';

// On Node 20 the warning would stand before every result: the SDK's next versions will not run there.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** The Lambda function, which reads its environment when it is loaded. */
export async function loadHandler(): Promise<typeof handler> {
  return (await import('@biospex/batch-lambda')).handler;
}
