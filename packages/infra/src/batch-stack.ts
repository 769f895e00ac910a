import { CfnOutput, Stack, Tags, type App } from 'aws-cdk-lib';

import { REGION, stackName, type Environment } from './environment/environment.ts';
import { checkEnvironment } from './environment/check-environment.ts';
import { BatchFunction } from './function/batch-function.ts';
import { AlarmTopic } from './monitoring/alarm-topic.ts';
import { BatchAlarms } from './monitoring/batch-alarms.ts';
import { BatchDashboard } from './monitoring/batch-dashboard.ts';
import { BatchNetwork } from './network/batch-network.ts';
import { BatchQueues } from './queues/batch-queues.ts';
import { ScratchFileSystem } from './scratch/scratch-file-system.ts';

/** BatchStack is everything in AWS that one environment needs, but for the bucket, which BIOSPEX owns. */
export class BatchStack extends Stack {
  /**
   * @param bundle the folder with the built function
   * @throws EnvironmentError
   */
  constructor(app: App, environment: Environment, bundle: string) {
    checkEnvironment(environment);
    super(app, stackName(environment.name), {
      description: `The batch creator of BIOSPEX, environment ${environment.name}`,
      // No account: whoever deploys says which. The zones are named, so nothing has to be looked up.
      env: { region: REGION },
      terminationProtection: environment.removal === 'retain',
    });
    Tags.of(this).add('project', 'biospex-batch-creator');
    Tags.of(this).add('environment', environment.name);

    const bucketArn = `arn:${this.partition}:s3:::${environment.bucket}`;
    const queues = new BatchQueues(this, 'Queues', environment);
    const storage = environment.efs ? this.#addStorage(environment, bucketArn, queues) : undefined;
    const batch = new BatchFunction(this, 'Batch', { environment, bucketArn, queues, bundle, storage });
    this.#addMonitoring(environment, { queues, function: batch, scratch: storage?.scratch });
    this.#addOutputs(queues, batch);
  }

  #addStorage({ availabilityZones }: Environment, bucketArn: string, queues: BatchQueues) {
    const network = new BatchNetwork(this, 'Network', { availabilityZones, bucketArn, queues });
    return { network, scratch: new ScratchFileSystem(this, 'Scratch', network) };
  }

  #addMonitoring(
    environment: Environment,
    parts: { queues: BatchQueues; function: BatchFunction; scratch: ScratchFileSystem | undefined },
  ): void {
    const { alarmEmail } = environment;
    const topic = alarmEmail === undefined ? undefined : new AlarmTopic(this, 'AlarmTopic', alarmEmail).topic;
    const { alarms } = new BatchAlarms(this, 'Alarms', { environment, topic, ...parts });
    new BatchDashboard(this, 'Dashboard', { environment, alarms, ...parts });
  }

  #addOutputs(queues: BatchQueues, { function: lambda, alias, logGroup }: BatchFunction): void {
    const outputs = {
      TriggerQueueUrl: queues.trigger.queueUrl,
      UpdateQueueUrl: queues.update.queueUrl,
      SmokeQueueUrl: queues.smoke.queueUrl,
      FunctionName: lambda.functionName,
      LiveVersion: alias.version.version,
      LogGroupName: logGroup.logGroupName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
