/** What Zooniverse's project builder takes for the ending of a file name, anywhere in any cell (its subject-set page). */
export const EXTENSIONS = 'jpg jpeg png gif svg mp3 mp4 m4a mpeg txt json'.split(' ');

const ENDINGS = EXTENSIONS.join('|');

/** Finds such a name. */
export const FILE_NAME = new RegExp(String.raw`[^/\\:,]\.(?:${ENDINGS})`, 'i');

/** Finds the dot of each. */
export const FILE_NAME_DOTS = new RegExp(String.raw`(?<=[^/\\:,])\.(?=${ENDINGS})`, 'gi');
