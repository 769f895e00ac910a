// After the tests of this package.
import { rmSync } from 'node:fs';

export default function removeSyntheses() {
  rmSync(process.env['BIOSPEX_SYNTHESES'] ?? '', { recursive: true, force: true });
}
