import { describe, expect, test } from '@jest/globals';
import { plainTemplateOf, templateOf } from './helpers/synthesis.ts';

const production = () => templateOf('a second zone');

describe('the network', () => {
  test('has no way to the internet', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'EIP', 'Route', 'TransitGateway'])
      expect([type, production().count(`AWS::EC2::${type}`)]).toEqual([type, 0]);
    for (const subnet of production().all('AWS::EC2::Subnet'))
      expect(subnet).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  test('lies in the zones that the environment names', () => {
    const zonesOf = (name: 'prod' | 'a second zone'): unknown[] =>
      templateOf(name)
        .all('AWS::EC2::Subnet')
        .map(({ AvailabilityZone }) => AvailabilityZone);

    expect(zonesOf('prod')).toEqual(['us-east-2a']);
    expect(zonesOf('a second zone')).toEqual(['us-east-2a', 'us-east-2b']);
  });

  test('resolves the name of SQS to its endpoint, in every zone, and has S3 in its routes', () => {
    expect(production().only('AWS::EC2::VPC')).toMatchObject({
      EnableDnsHostnames: true,
      EnableDnsSupport: true,
    });
    expect(production().all('AWS::EC2::VPCEndpoint')).toEqual([
      expect.objectContaining({
        ServiceName: 'com.amazonaws.us-east-2.s3',
        VpcEndpointType: 'Gateway',
        RouteTableIds: [expect.any(String), expect.any(String)],
      }),
      expect.objectContaining({
        ServiceName: 'com.amazonaws.us-east-2.sqs',
        VpcEndpointType: 'Interface',
        PrivateDnsEnabled: true,
        SubnetIds: [expect.any(String), expect.any(String)],
      }),
    ]);
  });

  test('is there, with its endpoints, before the first message is given to the function', () => {
    const resources = Object.entries(plainTemplateOf('prod').Resources);
    const endpoints = resources.filter(([, { Type }]) => Type === 'AWS::EC2::VPCEndpoint');
    const mapping = resources.find(([id]) => id.startsWith('BatchTrigger'));

    expect(endpoints).toHaveLength(2);
    expect(mapping?.[1].DependsOn).toEqual(expect.arrayContaining(endpoints.map(([id]) => id)));
  });

  test('lets in nobody but the function, to SQS and to its file system', () => {
    const groups = production().all('AWS::EC2::SecurityGroup');
    const ingress = production().all('AWS::EC2::SecurityGroupIngress');

    for (const group of groups) expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(ingress.map(({ FromPort, ToPort }) => [FromPort, ToPort]).sort()).toEqual([
      [2049, 2049],
      [443, 443],
    ]);
    for (const { SourceSecurityGroupId } of ingress)
      expect(SourceSecurityGroupId).toMatch(/FunctionSecurityGroup/);
  });

  test('lets the function out by HTTPS and to its file system only', () => {
    const [group] = production()
      .all('AWS::EC2::SecurityGroup')
      .filter(({ GroupDescription }) => String(GroupDescription).startsWith('The batch function'));

    expect(group!['SecurityGroupEgress']).toEqual([
      expect.objectContaining({ FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }),
    ]);
    expect(production().only('AWS::EC2::SecurityGroupEgress')).toMatchObject({
      FromPort: 2049,
      ToPort: 2049,
      GroupId: expect.stringMatching(/FunctionSecurityGroup/),
    });
  });
});

describe('the file system', () => {
  test('is mounted in every zone the function may start in', () => {
    expect(production().count('AWS::EFS::MountTarget')).toBe(production().count('AWS::EC2::Subnet'));
  });

  test('shows the function a folder of its own, which it makes', () => {
    expect(production().only('AWS::EFS::AccessPoint')).toMatchObject({
      PosixUser: { Uid: '1000', Gid: '1000' },
      RootDirectory: {
        Path: '/batch',
        CreationInfo: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '0750' },
      },
    });
  });

  test('is open to nobody whom IAM does not let in', () => {
    const { FileSystemPolicy } = production().only<{
      FileSystemPolicy: { Statement: Record<string, unknown>[] };
    }>('AWS::EFS::FileSystem');

    // With a policy, access that nothing grants is refused; this one grants none but through a mount target.
    expect(FileSystemPolicy.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
      }),
    ]);
    expect(JSON.stringify(FileSystemPolicy)).not.toContain('elasticfilesystem:ClientMount');
  });

  test('goes with the stack: nothing in it outlives its job', () => {
    expect(production().deletionPolicies('AWS::EFS::FileSystem')).toEqual(['Delete']);
  });
});
