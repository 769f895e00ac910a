import { expect, test } from '@jest/globals';
import { plainTemplateOf } from './helpers/synthesis.ts';

// A line for each resource; the hashes of the code, and of the version that depends on it, are left out.
test.each(['prod', 'dev', 'loc'] as const)('the template of %s is as it was last looked at', (name) => {
  const resources = Object.entries(plainTemplateOf(name).Resources).map(
    ([id, { Type, Properties, ...rest }]) =>
      [id, Type, JSON.stringify(Properties), JSON.stringify(rest)].join(' '),
  );

  expect(resources.join('\n').replaceAll(/[\da-f]{32,64}/g, '#')).toMatchSnapshot();
});
