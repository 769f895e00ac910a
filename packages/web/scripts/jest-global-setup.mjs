// The tests look at the page as it is built.
import { buildPage } from './build-page.mjs';

export default async function setUp() {
  await buildPage();
}
