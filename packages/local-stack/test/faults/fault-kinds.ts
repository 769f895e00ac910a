import { setTimeout as wait } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import type { SeededRandom } from '../../../core/test/helpers/seeded-random.ts';
import type { Format } from './exports.ts';
import { MAX_RECEIVES, type FaultLane, type LaneFault, type LaneRequest } from './fault-lane.ts';

/** The events of one run. */
export interface FaultRun {
  readonly kind: string;
  readonly format: Format;
  /** The fault of a request, if any. @default none */
  readonly fault?: (request: LaneRequest, lane: FaultLane) => LaneFault | undefined;
  /** Starts the run; returns the ids of its messages. @default sends one */
  readonly begin?: (lane: FaultLane, body: string) => Promise<string[]>;
  /** @default success */
  readonly ends?: 'success' | 'failed';
}

/** Makes a run; `requests` is the number of requests of an undisturbed job of that format. */
type FaultKind = (random: SeededRandom, requests: number) => Omit<FaultRun, 'kind' | 'format'>;

/** A fault for so many requests of the functions, from the nth on. */
const from =
  (first: number, times: number, fault: LaneFault): NonNullable<FaultRun['fault']> =>
  ({ who, n }) =>
    who !== 'teller' && n >= first && n < first + times ? fault : undefined;

const sendTwo = async (lane: FaultLane, body: string): Promise<string[]> => [
  await lane.send(body),
  await lane.send(body),
];

const KILLED = ['killed before', 'killed after'] as const;

/** A second delivery of a message, for one function. */
function copyOf(messageId: string, body: string): SQSEvent {
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: String(Date.now()) };
  return { Records: [{ messageId, body, attributes, eventSourceARN: '' }] } as unknown as SQSEvent;
}

/** Delivers the copy until the function accepts it. */
async function deliver(lane: FaultLane, n: number, event: SQSEvent): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { batchItemFailures } = await lane.functions[n]!.invoke(event);
    if (batchItemFailures.length === 0) return;
    await wait(1000);
  }
  throw new Error('the function returned a copy of a message ten times');
}

export const FAULT_KINDS: Readonly<Record<string, FaultKind>> = {
  'SIGKILL at the nth request': (random, requests) => ({
    fault: from(1 + random.integer(requests), 1, random.pick(KILLED)),
  }),
  'SIGKILL at any moment': (random) => ({
    begin: async (lane, body) => {
      const id = await lane.send(body);
      await wait(random.integer(700));
      for (const n of lane.functions.keys()) lane.kill(n);
      return [id];
    },
  }),
  'SIGKILL in each attempt but the last': (random, requests) => {
    let next = 1 + random.integer(requests);
    return {
      fault: ({ who, n }, lane) => {
        if (who === 'teller' || n < next || lane.kills === MAX_RECEIVES - 1) return undefined;
        next = n + 1 + random.integer(requests);
        return random.pick(KILLED);
      },
    };
  },
  'a request hangs': (random, requests) => ({ fault: from(1 + random.integer(requests), 1, 'hang') }),
  'S3 and SQS throttle': (random, requests) => ({
    fault: from(1 + random.integer(requests), 1 + random.integer(12), 'slow-down'),
  }),
  'connections break': (random, requests) => ({
    fault: from(1 + random.integer(requests), 1 + random.integer(8), 'reset'),
  }),
  'an answer gets lost': (random, requests) => ({ fault: from(1 + random.integer(requests), 1, 'lost') }),
  'delivered again after its result': () => ({
    begin: async (lane, body) => {
      const id = await lane.send(body);
      while (!lane.isQuiet) await wait(20);
      await deliver(lane, 1, copyOf(id, body));
      return [id];
    },
  }),
  'two deliveries of one message at once': (random) => ({
    begin: async (lane, body) => {
      const id = `copy-${random.hex(8)}`;
      const delayMs = random.pick([0, 0, random.integer(300)]);
      const second = wait(delayMs).then(() => deliver(lane, 1, copyOf(id, body)));
      await Promise.all([deliver(lane, 0, copyOf(id, body)), second]);
      return [id];
    },
  }),
  'two messages for one export': () => ({ begin: sendTwo }),
  'two messages, one function is killed': (random, requests) => ({
    begin: sendTwo,
    fault: from(1 + random.integer(2 * requests), 1, random.pick(KILLED)),
  }),
  'every attempt is killed': (random, requests) => {
    const never = random.integer(3) === 0;
    let next = 0;
    return {
      ends: 'failed',
      fault: ({ who, n }, lane) => {
        if (who === 'teller' || lane.kills === MAX_RECEIVES || n < next) return undefined;
        next = n + 1 + (never ? 0 : random.integer(Math.floor(requests / 3)));
        return 'killed before';
      },
    };
  },
  'S3 refuses everything': () => ({
    ends: 'failed',
    fault: ({ who, action }) => (who !== 'teller' && action === '' ? 'denied' : undefined),
  }),
  'the teller is killed at a request': (random) => {
    const first = 1 + random.integer(6);
    const killed = random.pick(KILLED);
    return {
      ends: 'failed',
      fault: ({ who, n, path }) => {
        if (who === 'teller') return n === first ? killed : undefined;
        return path.includes('/export/') ? 'denied' : undefined;
      },
    };
  },
};

/** Makes runs that kill a function at each of its requests in turn. */
export function killAtEachRequest(format: Format, requests: number): FaultRun[] {
  return Array.from({ length: requests }, (_, i) => ({
    kind: 'SIGKILL at the nth request',
    format,
    fault: from(i + 1, 1, KILLED[i % 2]!),
  }));
}
