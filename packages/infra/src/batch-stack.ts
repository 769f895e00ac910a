import { Annotations, CfnOutput, Stack, Tags, type App } from 'aws-cdk-lib';
import { checkEnvironment, REGION, type Environment } from './environment/environment.ts';
import { stackName } from './environment/names.ts';
import { BatchFunction } from './function/batch-function.ts';
import type { LambdaProps } from './function/lambda-settings.ts';
import { Teller } from './function/teller.ts';
import { AlarmTopic } from './monitoring/alarm-topic.ts';
import { BatchAlarms, type Monitored } from './monitoring/batch-alarms.ts';
import { BatchDashboard } from './monitoring/batch-dashboard.ts';
import { BatchNetwork } from './network/batch-network.ts';
import { BatchQueues } from './queues/batch-queues.ts';
import { ScratchFileSystem } from './scratch/scratch-file-system.ts';

/** BatchStack is all of one environment in AWS except for the bucket, which BIOSPEX owns. */
export class BatchStack extends Stack {
  /**
   * @param bundle folder of the built functions
   * @throws EnvironmentError
   */
  constructor(app: App, environment: Environment, bundle: string) {
    checkEnvironment(environment);
    super(app, stackName(environment.name), {
      description: `The batch creator of BIOSPEX, environment ${environment.name}`,
      // No account: that of the deployment is used. The zones are settings, so nothing is looked up.
      env: { region: REGION },
      terminationProtection: environment.removal === 'retain',
    });
    Tags.of(this).add('project', 'biospex-batch-creator');
    Tags.of(this).add('environment', environment.name);

    const queues = new BatchQueues(this, 'Queues', environment);
    const bucketArn = `arn:${this.partition}:s3:::${environment.bucket}`;
    const props: LambdaProps = { environment, bucketArn, queues, bundle };
    const storage = environment.efs ? this.#addStorage(props) : undefined;
    const batch = new BatchFunction(this, 'Batch', { ...props, storage });
    const teller = new Teller(this, 'Teller', { ...props, logGroup: batch.logGroup });
    this.#addMonitoring({ environment, queues, batch, teller, scratch: storage?.scratch });
    new CfnOutput(this, 'LiveVersion', { value: batch.alias.version.version });
  }

  #addStorage(props: LambdaProps) {
    const network = new BatchNetwork(this, 'Network', props);
    return { network, scratch: new ScratchFileSystem(this, 'Scratch', network) };
  }

  #addMonitoring(monitored: Monitored): void {
    const { name, alarmEmail, runbookUrl } = monitored.environment;
    if (name === 'prod' && (alarmEmail === undefined || runbookUrl === undefined))
      Annotations.of(this).addWarningV2(
        'biospex:alarms',
        'set alarmEmail, or alarms notify nobody, and runbookUrl, or they do not link to the runbook',
      );
    const topic = alarmEmail === undefined ? undefined : new AlarmTopic(this, 'AlarmTopic', alarmEmail).topic;
    const { alarms } = new BatchAlarms(this, 'Alarms', { ...monitored, topic });
    new BatchDashboard(this, 'Dashboard', { ...monitored, alarms });
  }
}
