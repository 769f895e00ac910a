import { RemovalPolicy } from 'aws-cdk-lib';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { FileSystem, PerformanceMode, ThroughputMode, type AccessPoint } from 'aws-cdk-lib/aws-efs';
import { Construct } from 'constructs';
import type { BatchNetwork } from '../network/batch-network.ts';

const NFS = Port.tcp(2049);
/** Owner of all files: Lambda mounts a file system only with a user. */
const OWNER = { uid: '1000', gid: '1000' };

/** ScratchFileSystem is for TAR.GZ exports that do not fit into /tmp. Its files belong to running jobs only. */
export class ScratchFileSystem extends Construct {
  readonly fileSystem: FileSystem;
  readonly accessPoint: AccessPoint;

  constructor(scope: Construct, id: string, network: BatchNetwork) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: network.vpc,
      description: 'The scratch file system: NFS from the batch function',
      allowAllOutbound: false,
    });
    securityGroup.addIngressRule(network.securityGroup, NFS, 'The batch function');
    network.securityGroup.addEgressRule(securityGroup, NFS, 'Its file system');
    this.fileSystem = new FileSystem(this, 'Files', {
      vpc: network.vpc,
      vpcSubnets: network.subnets,
      securityGroup,
      encrypted: true,
      performanceMode: PerformanceMode.GENERAL_PURPOSE,
      // Bursting throughput depends on the bytes stored, which are 0 here.
      throughputMode: ThroughputMode.ELASTIC,
      enableAutomaticBackups: false,
      allowAnonymousAccess: false,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.accessPoint = this.fileSystem.addAccessPoint('Batch', {
      path: '/batch',
      posixUser: OWNER,
      // Without it, the first mount fails: the folder does not exist yet.
      createAcl: { ownerUid: OWNER.uid, ownerGid: OWNER.gid, permissions: '0750' },
    });
  }
}
