/** Extensions by which Zooniverse's project builder finds file names, anywhere in any cell (its subject-set page). */
export const EXTENSIONS = 'jpg jpeg png gif svg mp3 mp4 m4a mpeg txt json'.split(' ');

const ENDINGS = EXTENSIONS.join('|');

/** Matches the end of such a name. */
export const FILE_NAME = new RegExp(String.raw`[^/\\:,]\.(?:${ENDINGS})`, 'i');

/** Matches the dot of each. */
export const FILE_NAME_DOTS = new RegExp(String.raw`(?<=[^/\\:,])\.(?=${ENDINGS})`, 'gi');
