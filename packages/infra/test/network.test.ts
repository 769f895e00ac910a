import { describe, expect, test } from '@jest/globals';
import { plainTemplateOf, templateOf } from './helpers/synthesis.ts';

const production = () => templateOf('a second zone');

describe('the network', () => {
  test('has no internet access', () => {
    for (const type of ['InternetGateway', 'NatGateway', 'EIP', 'Route', 'TransitGateway'])
      expect([type, production().count(`AWS::EC2::${type}`)]).toEqual([type, 0]);
    for (const subnet of production().all('AWS::EC2::Subnet'))
      expect(subnet).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  test('has a subnet in each zone of the settings', () => {
    const zonesOf = (name: 'prod' | 'a second zone'): unknown[] =>
      templateOf(name)
        .all('AWS::EC2::Subnet')
        .map(({ AvailabilityZone }) => AvailabilityZone);

    expect(zonesOf('prod')).toEqual(['us-east-2a']);
    expect(zonesOf('a second zone')).toEqual(['us-east-2a', 'us-east-2b']);
  });

  test('reaches SQS by an endpoint in every zone, and S3 by its routes', () => {
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

  test('is complete before the function gets its first message', () => {
    const resources = Object.entries(plainTemplateOf('prod').Resources);
    const endpoints = resources.filter(([, { Type }]) => Type === 'AWS::EC2::VPCEndpoint');
    const mapping = resources.find(([id]) => id.startsWith('BatchTrigger'));

    expect(endpoints).toHaveLength(2);
    expect(mapping?.[1].DependsOn).toEqual(expect.arrayContaining(endpoints.map(([id]) => id)));
  });

  test('lets only the function reach SQS and the file system', () => {
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

  test('lets the function use only HTTPS and its file system', () => {
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
  test('has a mount target in every zone of the function', () => {
    expect(production().count('AWS::EFS::MountTarget')).toBe(production().count('AWS::EC2::Subnet'));
  });

  test('gives the function a folder, which is made at the first mount', () => {
    expect(production().only('AWS::EFS::AccessPoint')).toMatchObject({
      PosixUser: { Uid: '1000', Gid: '1000' },
      RootDirectory: {
        Path: '/batch',
        CreationInfo: { OwnerUid: '1000', OwnerGid: '1000', Permissions: '0750' },
      },
    });
  });

  test('allows no access without an IAM permission', () => {
    const { FileSystemPolicy } = production().only<{
      FileSystemPolicy: { Statement: Record<string, unknown>[] };
    }>('AWS::EFS::FileSystem');

    // A file system without a policy is open to all. This one does not grant ClientMount.
    expect(FileSystemPolicy.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
      }),
    ]);
    expect(JSON.stringify(FileSystemPolicy)).not.toContain('elasticfilesystem:ClientMount');
  });

  test('is deleted with the stack: its files belong to running jobs only', () => {
    expect(production().deletionPolicies('AWS::EFS::FileSystem')).toEqual(['Delete']);
  });
});
