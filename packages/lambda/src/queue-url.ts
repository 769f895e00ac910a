/**
 * The URL of a queue by its ARN, which is all that an SQS event tells of it. Undefined for what is no queue's ARN.
 *
 * @param endpoint of a local SQS, where there is one
 */
export function queueUrlOf(arn: string, endpoint: string | undefined): string | undefined {
  const match = /^arn:aws(?:-us-gov)?:sqs:([a-z\d-]+):(\d{12}):([\w-]+(?:\.fifo)?)$/.exec(arn);
  if (match === null) return undefined;
  const [, region = '', account = '', name = ''] = match;
  const host = endpoint?.replace(/\/+$/, '') ?? `https://sqs.${region}.amazonaws.com`;
  return `${host}/${account}/${name}`;
}
