/**
 * Derives the URL of a queue from its ARN: an SQS event has only the ARN. Undefined if `arn` is not that of a queue.
 *
 * @param endpoint of a local SQS
 */
export function queueUrlOf(arn: string, endpoint: string | undefined): string | undefined {
  const match = /^arn:aws(?:-us-gov)?:sqs:([a-z\d-]+):(\d{12}):([\w-]+(?:\.fifo)?)$/.exec(arn);
  if (match === null) return undefined;
  const [, region = '', account = '', name = ''] = match;
  const host = endpoint?.replace(/\/+$/, '') ?? `https://sqs.${region}.amazonaws.com`;
  return `${host}/${account}/${name}`;
}
