export { runStack, type RunStackOptions } from './run-stack.ts';
export { runDemo, type RunDemoOptions } from './run-demo.ts';
export { startLocalServices, type LocalServices } from './local-services.ts';
export { ACCOUNT, LOCAL } from './stack-names.ts';
