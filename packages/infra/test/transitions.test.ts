import { readFileSync } from 'node:fs';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { describe, expect, test } from '@jest/globals';
import type { PlainResource, PlainTemplate } from './helpers/resolved-template.ts';
import { plainTemplateOf } from './helpers/synthesis.ts';
import type { VariantName } from './helpers/variants.ts';

const NAMES = ['QueueName', 'FunctionName', 'LogGroupName', 'AlarmName', 'DashboardName'];
const WITH_DATA = ['AWS::SQS::Queue', 'AWS::Logs::LogGroup', 'AWS::EFS::FileSystem'];
const REPLACED: unknown[] = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];

const nameOf = ({ Properties }: PlainResource): unknown =>
  NAMES.map((key) => Properties[key]).find((value) => typeof value === 'string');

/** What CloudFormation would do that somebody would be sorry for. */
function damageOf(before: PlainTemplate, after: PlainTemplate): string[] {
  const damage: string[] = [];
  const taken = new Set(Object.values(before.Resources).map(nameOf));
  fullDiff(before, after).resources.forEachDifference((id, change) => {
    const old = before.Resources[id];
    const type = `${id} ${old?.Type ?? after.Resources[id]?.Type}`;
    const isNamed = old !== undefined && nameOf(old) !== undefined;
    if (REPLACED.includes(change.changeImpact) && isNamed && !type.includes('Lambda::Alias'))
      damage.push(`replaces ${type}`);
    if (change.changeImpact === ResourceImpact.WILL_DESTROY && WITH_DATA.includes(old!.Type))
      damage.push(`deletes ${type}`);
    // What is new is made before what is old is deleted.
    if (
      old === undefined &&
      nameOf(after.Resources[id]!) !== undefined &&
      taken.has(nameOf(after.Resources[id]!))
    )
      damage.push(`makes ${type} while the old one is there`);
  });
  return damage;
}

/** Ids of the event source mappings: a second mapping of a queue to a function is refused. */
const mappingsOf = ({ Resources }: PlainTemplate): string[] =>
  Object.keys(Resources).filter((id) => Resources[id]!.Type === 'AWS::Lambda::EventSourceMapping');

const EXHAUSTED = 'QueuesExhausted29091413';
const rejected = /^deletes Network\w+ AWS::Logs::LogGroup$/;

describe('an update', () => {
  test.each<[string, VariantName, VariantName]>([
    ['from queues that are made to queues that are imported', 'prod', 'imported queues'],
    ['back again', 'imported queues', 'prod'],
    ['of dev to queues that are imported', 'dev', 'imported queues of dev'],
    ['to other code', 'prod', 'other code'],
    ['to a second zone', 'prod', 'a second zone'],
    ['to one zone', 'a second zone', 'prod'],
    ['to a file system', 'production without a file system', 'prod'],
    ['to other sizes', 'prod', 'more memory'],
    ['to mail and a key', 'prod', 'all settings'],
  ])('%s replaces nothing that has a name, and deletes nothing that has data', (_, from, to) => {
    const [before, after] = [plainTemplateOf(from), plainTemplateOf(to)];

    expect(damageOf(before, after)).toEqual([]);
    expect(mappingsOf(after)).toEqual(mappingsOf(before));
  });

  test('without a file system deletes it, and the log of its network, and nothing else', () => {
    const damage = damageOf(plainTemplateOf('prod'), plainTemplateOf('production without a file system'));

    expect(damage.filter((each) => !rejected.test(each))).toEqual([
      expect.stringMatching(/^deletes ScratchFiles\w+ AWS::EFS::FileSystem$/),
    ]);
  });

  test('is found to do damage if it renames a queue, leaves one out, or makes it under another id', () => {
    const before = plainTemplateOf('prod');
    const { [EXHAUSTED]: exhausted, ...others } = before.Resources;
    const renamed = { ...exhausted!, Properties: { ...exhausted!.Properties, QueueName: 'other' } };
    const deletable = {
      ...before,
      Resources: { ...others, [EXHAUSTED]: { ...exhausted!, DeletionPolicy: 'Delete' } },
    };
    const damage = (from: PlainTemplate, changes: PlainTemplate['Resources']): string[] =>
      damageOf(from, { ...before, Resources: { ...others, ...changes } });

    expect(damage(before, { [EXHAUSTED]: renamed })).toEqual([`replaces ${EXHAUSTED} AWS::SQS::Queue`]);
    expect(damage(deletable, {})).toEqual([`deletes ${EXHAUSTED} AWS::SQS::Queue`]);
    expect(damage(before, { Other: exhausted! })).toEqual([
      'makes Other AWS::SQS::Queue while the old one is there',
    ]);
  });

  // Its event source had another id. Nobody has deployed it; whoever had would delete that mapping first.
  test('of the template from before the teller loses nothing', () => {
    const file = new URL('fixtures/production-before-the-teller.json', import.meta.url);
    const before = JSON.parse(readFileSync(file, 'utf8')) as PlainTemplate;

    expect(damageOf(before, plainTemplateOf('prod'))).toEqual([]);
  });
});
