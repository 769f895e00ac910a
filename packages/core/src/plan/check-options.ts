/** @throws TypeError where a caller of JavaScript has left the options out */
export function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('options are missing; they need a stem at least');
}

/** @throws RangeError for anything but a whole number from 1 on */
export function checkBatchSize(batchSize: number): void {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batch size ${batchSize} is not a whole number from 1 on`);
  }
}

/** @throws RangeError for anything but a whole number from 1 on */
export function checkMaxPlaces(maxPlaces: number): void {
  if (!Number.isSafeInteger(maxPlaces) || maxPlaces < 1)
    throw new RangeError(`maxPlaces ${maxPlaces} is not a whole number from 1 on`);
}

/** @throws TypeError for anything but the two ways there are */
export function checkLocalHeadersOption(localHeaders: string): void {
  if (localHeaders !== 'all' && localHeaders !== 'sampled')
    throw new TypeError(`localHeaders ${JSON.stringify(localHeaders)} is neither 'all' nor 'sampled'`);
}
