import { describe, expect, test } from '@jest/globals';
import { ALL, synthesisOf } from './helpers/synthesis.ts';
import { VARIANTS, type VariantName } from './helpers/variants.ts';

const findingsOf = (name: VariantName | typeof ALL): readonly string[] => synthesisOf(name).findings;
const isWarning = (finding: string): boolean => finding.startsWith('Annotation::biospex:alarms: ');

describe('a synthesis', () => {
  test('makes a stack for each environment, without an account or look-ups', () => {
    const { templates, missing } = synthesisOf(ALL);

    expect(Object.keys(templates).sort()).toEqual([
      'BatchCreator-dev',
      'BatchCreator-loc',
      'BatchCreator-prod',
    ]);
    expect(missing).toEqual([]);
  });

  test.each([ALL, ...(Object.keys(VARIANTS) as VariantName[])] as const)(
    'passes the rules of AWS Solutions and CloudFormation: %s',
    (name) => {
      expect(synthesisOf(name).error).toBeUndefined();
      expect(findingsOf(name).filter((finding) => !isWarning(finding))).toEqual([]);
    },
  );

  test('warns if alarms in production notify nobody or do not link to the runbook', () => {
    expect(findingsOf('prod').filter(isWarning)).toEqual([expect.stringContaining('alarmEmail')]);
    expect(findingsOf('all settings')).toEqual([]);
  });

  test('fails for a finding of AWS Solutions', () => {
    const { findings, error } = synthesisOf('a bucket that is open');

    expect(findings).toContainEqual(expect.stringMatching(/^AwsSolutions-S1\b/));
    expect(error).toMatch(/^ValidationFailed/);
  });

  test('fails for a value that CloudFormation would refuse', () => {
    const { findings, error } = synthesisOf('a timeout that SQS refuses');

    expect(findings).toContainEqual(expect.stringMatching(/43201 is greater than the maximum of 43200/));
    expect(error).toMatch(/^ValidationFailed/);
  });
});
