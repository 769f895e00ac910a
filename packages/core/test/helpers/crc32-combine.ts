/**
 * The CRC-32 of A followed by B, from the CRC-32 of each and the length of B, in a time that grows with the logarithm
 * of the length. As in zlib's crc32_combine: appending a zero bit is a linear map over GF(2), and maps can be squared.
 */
export function crc32Combine(crcOfA: number, crcOfB: number, lengthOfB: number): number {
  let crc = crcOfA;
  let remaining = lengthOfB;
  for (let power = 0; remaining > 0; power++, remaining = Math.floor(remaining / 2)) {
    if (remaining % 2 === 1) crc = times(zeroBytesOperator(power), crc);
  }
  return (crc ^ crcOfB) >>> 0;
}

/** The CRC-32 of a block of `length` bytes repeated `count` times, from the CRC-32 of the block. */
export function crc32Repeat(crcOfBlock: number, length: number, count: number): number {
  let crc = 0;
  let doubled = crcOfBlock;
  let doubledLength = length;
  for (let remaining = count; remaining > 0; remaining = Math.floor(remaining / 2)) {
    if (remaining % 2 === 1) crc = crc32Combine(crc, doubled, doubledLength);
    doubled = crc32Combine(doubled, doubled, doubledLength);
    doubledLength *= 2;
  }
  return crc;
}

/** A 32 x 32 matrix over GF(2): the image of each bit. */
type Operator = readonly number[];

function times(operator: Operator, vector: number): number {
  let sum = 0;
  for (let bit = 0; bit < 32; bit++) if ((vector >>> bit) & 1) sum ^= operator[bit]!;
  return sum >>> 0;
}

function square(operator: Operator): Operator {
  return operator.map((column) => times(operator, column));
}

const zeroBitOperator = Array.from({ length: 32 }, (_, bit) => (bit === 0 ? 0xedb88320 : 2 ** (bit - 1)));
const zeroBytesOperators: Operator[] = [square(square(square(zeroBitOperator)))];

/** What appending 2^power zero bytes does to a CRC. */
function zeroBytesOperator(power: number): Operator {
  return (zeroBytesOperators[power] ??= square(zeroBytesOperator(power - 1)));
}
