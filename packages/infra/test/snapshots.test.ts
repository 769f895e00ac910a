import { expect, test } from '@jest/globals';
import { plainTemplateOf } from './helpers/synthesis.ts';

// One line for each resource, without the hashes of the code and its version.
test.each(['prod', 'dev', 'loc'] as const)('the template of %s equals its reviewed snapshot', (name) => {
  const resources = Object.entries(plainTemplateOf(name).Resources).map(
    ([id, { Type, Properties, ...rest }]) =>
      [id, Type, JSON.stringify(Properties), JSON.stringify(rest)].join(' '),
  );

  expect(resources.join('\n').replaceAll(/[\da-f]{32,64}/g, '#')).toMatchSnapshot();
});
