import { builtinModules } from 'node:module';

import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const PORTABLE = { files: ['packages/core/src/**/*.ts'], ignores: ['packages/core/src/node/**'] };

/** Globals that not every runtime has, or that make the output depend on more than the input. */
const RUNTIME_GLOBALS = [
  ...[
    'process',
    'Buffer',
    'console',
    'require',
    'module',
    '__dirname',
    '__filename',
    'window',
    'document',
    'self',
  ],
  ...['Date', 'performance', 'crypto', 'fetch', 'navigator', 'localStorage'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
];

export default defineConfig(
  globalIgnores(['**/dist/', '**/coverage/', '**/cdk.out/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-param-reassign': ['error', { props: false }],
      'prefer-const': 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/prefer-for-of': 'off',
      // Allows to rethrow a caught value of any type.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true, allowRethrowing: true }],
      // `async` without `await` turns a thrown error into a rejection, as ports promise.
      '@typescript-eslint/require-await': 'off',
      // With noUncheckedIndexedAccess, `!` says that the index has been checked.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },

  // Hand-written declarations of other people's code.
  {
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },

  // Scripts and configurations: JavaScript on Node, type-checked by tsc.
  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
  },

  // The core never prints, never ends the process, never reads the environment or the clock.
  {
    files: ['packages/core/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        {
          globals: ['process', 'console', 'Date'].map((name) => ({
            name,
            message: 'the core never prints, exits, or reads the environment or the clock',
          })),
          checkGlobalObject: true,
        },
      ],
    },
  },
  {
    ...PORTABLE,
    rules: {
      'no-restricted-globals': [
        'error',
        {
          globals: RUNTIME_GLOBALS.map((name) => ({
            name,
            message:
              'core/src runs anywhere and is deterministic; code that needs a runtime belongs in src/node or a port',
          })),
          checkGlobalObject: true,
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'the same input gives the same bytes' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'core/src runs anywhere; code for Node belongs in src/node' },
            { regex: '(^|/)node/', message: 'core/src runs anywhere and must not import src/node' },
          ],
          paths: builtinModules
            .filter((name) => !name.startsWith('_') && !name.startsWith('node:'))
            .map((name) => ({ name, message: 'core/src runs anywhere; code for Node belongs in src/node' })),
        },
      ],
    },
  },

  {
    files: ['packages/*/test/**/*.ts'],
    plugins: { jest },
    settings: { jest: { version: 30 } },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/no-export': 'off',
      'jest/prefer-importing-jest-globals': 'error',
      'jest/valid-describe-callback': 'error',
      'jest/valid-expect': 'error',
      'jest/valid-expect-in-promise': 'error',
      'jest/valid-title': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', 'assert*', 'fc.assert'] }],
    },
  },
  prettier,
);
