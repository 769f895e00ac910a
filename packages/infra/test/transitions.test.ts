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

/** Changes by which CloudFormation would lose data, or fail because a name is taken. */
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
    // CloudFormation makes new resources before it deletes old ones.
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
    ['from created queues to imported ones', 'prod', 'imported queues'],
    ['from imported queues to created ones', 'imported queues', 'prod'],
    ['of dev to imported queues', 'dev', 'imported queues of dev'],
    ['to other code', 'prod', 'other code'],
    ['to a second zone', 'prod', 'a second zone'],
    ['to one zone', 'a second zone', 'prod'],
    ['to a file system', 'production without a file system', 'prod'],
    ['to other sizes', 'prod', 'more memory'],
    ['to mail and a key', 'prod', 'all settings'],
  ])('%s replaces no named resource, and deletes no data', (_, from, to) => {
    const [before, after] = [plainTemplateOf(from), plainTemplateOf(to)];

    expect(damageOf(before, after)).toEqual([]);
    expect(mappingsOf(after)).toEqual(mappingsOf(before));
  });

  test('to no file system deletes only that and the log of its network', () => {
    const damage = damageOf(plainTemplateOf('prod'), plainTemplateOf('production without a file system'));

    expect(damage.filter((each) => !rejected.test(each))).toEqual([
      expect.stringMatching(/^deletes ScratchFiles\w+ AWS::EFS::FileSystem$/),
    ]);
  });

  test('counts as damage if it renames a queue, removes it, or gives it another id', () => {
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

  // That template was never deployed. Its event source has another id: it would have to be deleted first.
  test('from the template before the teller loses nothing', () => {
    const file = new URL('fixtures/production-before-the-teller.json', import.meta.url);
    const before = JSON.parse(readFileSync(file, 'utf8')) as PlainTemplate;

    expect(damageOf(before, plainTemplateOf('prod'))).toEqual([]);
  });
});
