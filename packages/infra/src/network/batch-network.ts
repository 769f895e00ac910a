import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type SubnetSelection,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, StarPrincipal, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LambdaProps } from '../function/lambda-settings.ts';
import { bucketAccess } from '../permissions/bucket-statements.ts';
import { queueAccess } from '../permissions/queue-statements.ts';
import type { BatchQueues } from '../queues/batch-queues.ts';

/**
 * BatchNetwork exists because a file system needs a network. It has no internet access. Its endpoints for S3 and SQS reach only the
 * bucket and the queues of this environment.
 */
export class BatchNetwork extends Construct {
  readonly vpc: Vpc;
  readonly subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
  /** The function's. */
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, { environment, bucketArn, queues }: LambdaProps) {
    super(scope, id);
    this.vpc = new Vpc(this, 'Vpc', {
      // From the settings: a look-up would need an account.
      availabilityZones: environment.availabilityZones,
      ipAddresses: IpAddresses.cidr('10.0.0.0/24'),
      natGateways: 0,
      subnetConfiguration: [{ name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 26 }],
    });
    this.securityGroup = new SecurityGroup(this, 'FunctionSecurityGroup', {
      vpc: this.vpc,
      description: 'The batch function: S3 and SQS by HTTPS, its file system by NFS',
      allowAllOutbound: false,
    });
    // The endpoint of S3 keeps S3's public addresses. Nothing else is reachable.
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'S3 and SQS by their endpoints');
    this.#logRejected();
    this.#openS3(bucketArn);
    this.#openSqs(queues);
  }

  #logRejected(): void {
    const logGroup = new LogGroup(this, 'RejectedTraffic', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Rejected', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }

  #openS3(bucketArn: string): void {
    const endpoint = this.vpc.addGatewayEndpoint('S3', {
      service: GatewayVpcEndpointAwsService.S3,
      subnets: [this.subnets],
    });
    allowOnly(endpoint, bucketAccess(bucketArn));
  }

  #openSqs(queues: BatchQueues): void {
    const securityGroup = new SecurityGroup(this, 'SqsSecurityGroup', {
      vpc: this.vpc,
      description: 'The endpoint of SQS: HTTPS from the batch function',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(this.securityGroup, Port.HTTPS, 'The batch function');
    const endpoint = this.vpc.addInterfaceEndpoint('Sqs', {
      service: InterfaceVpcEndpointAwsService.SQS,
      subnets: this.subnets,
      securityGroups: [securityGroup],
      privateDnsEnabled: true,
      open: false,
    });
    allowOnly(endpoint, queueAccess(queues));
  }
}

/** Limits an endpoint to the function's own access. */
function allowOnly(endpoint: VpcEndpoint, access: readonly PolicyStatementProps[]): void {
  for (const props of access)
    endpoint.addToPolicy(new PolicyStatement({ ...props, principals: [new StarPrincipal()] }));
}
