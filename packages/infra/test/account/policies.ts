import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { ResolvedTemplate } from '../helpers/resolved-template.ts';
import { functionOf, type FunctionName } from '../helpers/synthesis.ts';
import type { NeededAction } from './request-actions.ts';

export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

/** The policies of one function. */
export interface Policies {
  readonly role: readonly PolicyDocument[];
  /** Of the network's endpoints, by service; empty without a network. */
  readonly endpoints: ReadonlyMap<'s3' | 'sqs', PolicyDocument>;
  /** Of queues, by their ARN. */
  readonly queues: ReadonlyMap<string, PolicyDocument>;
}

export type IsAllowed = (needed: NeededAction) => Promise<boolean>;

interface Policy {
  readonly PolicyDocument: PolicyDocument;
  readonly Roles: readonly string[];
}

export function readPolicies(template: ResolvedTemplate, name: FunctionName): Policies {
  const { Role } = functionOf(template, name);
  const roleId = Role.split('/').at(-1)!;
  const role = template
    .all<Policy>('AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.includes(roleId))
    .map(({ PolicyDocument: document }) => document);
  const endpoints = new Map<'s3' | 'sqs', PolicyDocument>();
  for (const { ServiceName, PolicyDocument: document } of template.all<{
    ServiceName: string;
    PolicyDocument: PolicyDocument;
  }>('AWS::EC2::VPCEndpoint'))
    endpoints.set(ServiceName.endsWith('.s3') ? 's3' : 'sqs', document);
  const queues = new Map<string, PolicyDocument>();
  for (const { Queues, PolicyDocument: document } of template.all<{
    Queues: string[];
    PolicyDocument: PolicyDocument;
  }>('AWS::SQS::QueuePolicy'))
    for (const url of Queues) queues.set(arnOfQueue(url), document);
  return { role, endpoints, queues };
}

export interface AllowedOptions {
  /** The code is in the network, its event source is not. */
  readonly isInNetwork: boolean;
  /** @default true */
  readonly isSecure?: boolean;
  readonly account: string;
}

/** Evaluates the policies as AWS does: those of the role, of the queue, and of the endpoint on the way. */
export function allowedBy({ role, endpoints, queues }: Policies, options: AllowedOptions): IsAllowed {
  const { isInNetwork, isSecure = true, account } = options;
  const known = new Map<string, Promise<boolean>>();
  const simulate = async ({ action, resource, context }: NeededAction): Promise<boolean> => {
    const [service] = action.split(':');
    const endpoint = endpoints.get(service as 's3' | 'sqs');
    const named = <Document>(name: string, policy: Document) => ({ name, policy });
    const result = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${account}:assumed-role/function/session`,
          action,
          resource: { resource, accountId: account },
          contextVariables: { 'aws:SecureTransport': String(isSecure), ...context },
        },
        identityPolicies: role.map((document, i) => named(`role ${i}`, document)),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        resourcePolicy: service === 'kms' ? keyPolicy(account) : queues.get(resource),
        ...(isInNetwork && endpoint !== undefined
          ? { vpcEndpointPolicies: [named('endpoint', endpoint)] }
          : {}),
      },
      {},
    );
    // A policy that cannot be evaluated is a fault of the template or of this test.
    if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
    return result.overallResult === 'Allowed';
  };
  return (needed) => {
    const key = JSON.stringify(needed);
    const verdict = known.get(key) ?? simulate(needed);
    known.set(key, verdict);
    return verdict;
  };
}

/** The default policy of a key leaves the decision to the roles of its account. */
function keyPolicy(account: string) {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return { Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] };
}

function arnOfQueue(url: string): string {
  const [, region, account, name] = /^https:\/\/sqs\.([^.]+)\.amazonaws\.com\/(\d+)\/(.+)$/.exec(url) ?? [];
  return `arn:aws:sqs:${region}:${account}:${name}`;
}
