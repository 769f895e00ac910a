import { BatchError } from '../../src/index.ts';

/** The error a promise rejects with, which must be one that the package documents. */
export async function catchBatchError(promise: Promise<unknown>): Promise<BatchError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BatchError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}
